/** What became of one task of many, for the test that is about it. */
export type Settled<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Works through the tasks on several lanes at once, each with what it has opened for itself. Tasks do not stop each
 * other: what became of each, its failure included, is what its promise resolves to.
 */
export class SideBySide<Task, Result> {
  private readonly settled = new Map<Task, Promise<Settled<Result>>>();
  private readonly settle = new Map<Task, (how: Settled<Result>) => void>();
  private work: Promise<unknown> = Promise.resolve();

  constructor(private readonly tasks: readonly Task[]) {
    for (const task of tasks) {
      this.settled.set(task, new Promise((resolve) => this.settle.set(task, resolve)));
    }
  }

  /** Each lane takes the next task when it is done with one. */
  begin(lanes: readonly ((task: Task) => Promise<Result>)[]): void {
    const waiting = [...this.tasks];
    const lane = async (run: (task: Task) => Promise<Result>): Promise<void> => {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
        this.settle.get(task)?.(await settledOf(run(task)));
      }
    };
    this.work = Promise.all(lanes.map(lane));
  }

  /** @throws what the task threw */
  async resultOf(task: Task): Promise<Result> {
    const how = await this.settled.get(task);
    if (how === undefined) throw new RangeError('there is no such task');
    if ('error' in how) throw how.error;
    return how.value;
  }

  /** Resolves when no lane is at work any more. */
  async end(): Promise<void> {
    await this.work;
  }
}

async function settledOf<T>(work: Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await work };
  } catch (error) {
    return { error };
  }
}
