import { SharedFlight } from './shared-flight';

/** Work that ends when the test says so, or when it is cancelled. */
function scripted(): {
  flight: SharedFlight<number>;
  starts: { end: (value: number) => void; signal: AbortSignal }[];
} {
  const starts: { end: (value: number) => void; signal: AbortSignal }[] = [];
  const flight = new SharedFlight(
    (signal) =>
      new Promise<number>((end, fail) => {
        starts.push({ end, signal });
        signal.addEventListener('abort', () => {
          fail(signal.reason as Error);
        });
      }),
  );
  return { flight, starts };
}

describe('SharedFlight', () => {
  it('does the work once for all who ask meanwhile, and anew for who asks later', async () => {
    const { flight, starts } = scripted();
    const both = Promise.all([flight.join(), flight.join(new AbortController().signal)]);
    starts[0]?.end(1);
    expect(await both).toEqual([1, 1]);
    const later = flight.join();
    starts[1]?.end(2);
    expect(await later).toBe(2);
    expect(starts).toHaveLength(2);
  });

  it('goes on while somebody waits, and is cancelled when nobody does', async () => {
    const { flight, starts } = scripted();
    const [first, second] = [new AbortController(), new AbortController()];
    const waits = [flight.join(first.signal), flight.join(second.signal)] as const;
    first.abort(new Error('first left'));
    await expect(waits[0]).rejects.toThrow('first left');
    expect(starts[0]?.signal.aborted).toBe(false);
    second.abort(new Error('second left'));
    await expect(waits[1]).rejects.toThrow('second left');
    expect(starts[0]?.signal.aborted).toBe(true);
  });

  it('starts nothing for a caller who has left already', async () => {
    const { flight, starts } = scripted();
    await expect(flight.join(AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
    expect(starts).toHaveLength(0);
  });

  it('tells everybody of a failure and tries anew for the next', async () => {
    let attempts = 0;
    const flight = new SharedFlight(() => Promise.reject(new Error(`attempt ${++attempts}`)));
    const outcomes = await Promise.allSettled([flight.join(), flight.join()]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    await expect(flight.join()).rejects.toThrow('attempt 2');
  });
});
