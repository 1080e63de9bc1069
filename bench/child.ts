import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of the bench's own: what is measured does not share a thread with the load. It answers one question at a time. */
export class Child<Question, Answer> {
  private constructor(private readonly process: ChildProcess) {}

  /** Starts `bench/NAME.child.js` with its orders; resolves with its first answer. */
  static async start<Question, Answer>(
    name: string,
    orders: object,
  ): Promise<{ readonly child: Child<Question, Answer>; readonly started: Answer }> {
    const path = join(__dirname, `${name}.child.js`);
    const child = new Child<Question, Answer>(fork(path, { execArgv: ['--expose-gc'] }));
    return { child, started: await child.exchange(orders) };
  }

  ask(question: Question): Promise<Answer> {
    return this.exchange(question);
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const gone = once(this.process, 'exit', { signal: AbortSignal.timeout(30_000) });
    this.process.disconnect();
    await gone;
  }

  private async exchange(message: unknown): Promise<Answer> {
    const early = new AbortController();
    const onExit = (): void => {
      early.abort(new Error('a process of the bench ended early'));
    };
    this.process.once('exit', onExit);
    try {
      const answered = once(this.process, 'message', { signal: early.signal });
      this.process.send(message as object);
      const [answer] = (await answered) as [Answer];
      return answer;
    } finally {
      this.process.off('exit', onExit);
    }
  }
}

/** What a child is: it starts on its orders, answers questions, and closes when its parent lets go of it. */
export interface ChildWork<Question, Answer> {
  readonly answer: (question: Question | undefined) => Answer;
  readonly close: () => Promise<void>;
}

/** The whole of a child's program. */
export function answerParent<Question, Answer>(
  start: (orders: unknown) => Promise<ChildWork<Question, Answer>>,
): void {
  const fail = (error: unknown): void => {
    console.error(error);
    process.exit(1);
  };
  process.once('message', (orders) => {
    start(orders).then(({ answer, close }) => {
      process.on('message', (question) => process.send?.(answer(question as Question)));
      process.once('disconnect', () => {
        close().then(() => process.exit(0), fail);
      });
      process.send?.(answer(undefined));
    }, fail);
  });
}

/** Processor time that this process has used, in milliseconds. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000);
}
