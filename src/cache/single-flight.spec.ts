import { SingleFlight } from './single-flight';

/** Work that ends when the test says so, and how often it was begun. */
function controlled(): { work: () => Promise<string>; begun: () => number; finish: (value: string) => void } {
  const finishers: ((value: string) => void)[] = [];
  return {
    work: () => new Promise((resolve) => finishers.push(resolve)),
    begun: () => finishers.length,
    finish: (value) => {
      for (const finish of finishers) finish(value);
    },
  };
}

describe('SingleFlight', () => {
  it('runs the work once for all who ask while it runs', async () => {
    const flight = new SingleFlight<string, string>();
    const { work, begun, finish } = controlled();
    const answers = Promise.all(Array.from({ length: 50 }, () => flight.run('a', work)));
    await Promise.resolve();
    expect(flight.isRunning('a')).toBe(true);
    finish('one answer');
    expect(new Set(await answers)).toEqual(new Set(['one answer']));
    expect(begun()).toBe(1);
  });

  it('runs again for whoever asks after it has settled', async () => {
    const flight = new SingleFlight<string, number>();
    let runs = 0;
    const work = (): Promise<number> => Promise.resolve(++runs);
    expect(await flight.run('a', work)).toBe(1);
    expect(flight.isRunning('a')).toBe(false);
    expect(await flight.run('a', work)).toBe(2);
  });

  it('keeps keys apart', async () => {
    const flight = new SingleFlight<string, string>();
    const answers = ['a', 'b'].map((key) => flight.run(key, () => Promise.resolve(key)));
    expect(await Promise.all(answers)).toEqual(['a', 'b']);
  });

  it('gives all who wait the same error and forgets it', async () => {
    const flight = new SingleFlight<string, string>();
    const failure = new Error('unreachable');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 3 }, () => flight.run('a', () => Promise.reject(failure))),
    );
    for (const outcome of outcomes) expect(outcome).toEqual({ status: 'rejected', reason: failure });
    expect(await flight.run('a', () => Promise.resolve('back'))).toBe('back');
  });

  it('turns work that throws before its first wait into a rejection, and forgets it too', async () => {
    const flight = new SingleFlight<string, string>();
    const broken = (): Promise<string> => {
      throw new TypeError('a bug');
    };
    await expect(flight.run('a', broken)).rejects.toThrow('a bug');
    expect(flight.isRunning('a')).toBe(false);
  });
});
