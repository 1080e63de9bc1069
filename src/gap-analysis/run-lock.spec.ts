import { CacheUnavailableError } from '../cache/cache.store';
import { MemoryCacheStore } from '../cache/drivers/memory/memory-cache.store';
import { GIVE_UP_AFTER_MS, LOCK_TTL_S, LockLostError, RENEW_EVERY_MS, RunLock } from './run-lock';

/** A memory store that can be made unreachable for renewals. */
class FlakyStore extends MemoryCacheStore {
  reachable = true;
  /** Renewals wait for it. */
  held: Promise<void> | undefined;

  override async replaceIf(key: string, expected: string, value: string, ttlS: number): Promise<boolean> {
    await this.held;
    return this.reachable
      ? super.replaceIf(key, expected, value, ttlS)
      : Promise.reject(new CacheUnavailableError('replaceIf', new Error('connection lost')));
  }
}

describe('RunLock', () => {
  let store: FlakyStore;
  const taken: RunLock[] = [];

  beforeEach(() => {
    jest.useFakeTimers();
    store = new FlakyStore();
  });
  afterEach(async () => {
    for (const lock of taken.splice(0)) await lock.release();
    jest.useRealTimers();
  });

  async function acquire(value: string): Promise<RunLock | undefined> {
    const lock = await RunLock.acquire(store, 'lock', value);
    if (lock !== undefined) taken.push(lock);
    return lock;
  }

  async function acquired(value: string): Promise<RunLock> {
    const lock = await acquire(value);
    if (lock === undefined) throw new Error('somebody holds the lock');
    return lock;
  }

  it('is held by one at a time', async () => {
    const first = await acquired('one');
    expect(await acquire('two')).toBeUndefined();
    await first.release();
    expect(await acquire('two')).toBeDefined();
  });

  it('outlives its expiry while it is renewed', async () => {
    const lock = await acquired('one');
    await jest.advanceTimersByTimeAsync(LOCK_TTL_S * 10_000);
    expect(await store.get('lock')).toBe('one');
    expect(lock.signal.aborted).toBe(false);
  });

  it('aborts when somebody else has it, and leaves it to him', async () => {
    const lock = await acquired('one');
    await store.set('lock', 'two');
    await jest.advanceTimersByTimeAsync(RENEW_EVERY_MS);
    expect(lock.signal.reason).toBeInstanceOf(LockLostError);
    await lock.release();
    expect(await store.get('lock')).toBe('two');
  });

  it('survives a store that is away for one renewal', async () => {
    const lock = await acquired('one');
    store.reachable = false;
    await jest.advanceTimersByTimeAsync(RENEW_EVERY_MS);
    store.reachable = true;
    await jest.advanceTimersByTimeAsync(RENEW_EVERY_MS * 5);
    expect(lock.signal.aborted).toBe(false);
    expect(await store.get('lock')).toBe('one');
  });

  it('aborts before others can get it when the store stays away', async () => {
    const lock = await acquired('one');
    store.reachable = false;
    await jest.advanceTimersByTimeAsync(GIVE_UP_AFTER_MS - 1);
    expect(lock.signal.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(lock.signal.reason).toBeInstanceOf(LockLostError);
    expect(await store.get('lock')).toBe('one');
  });

  it('leaves no timer behind when it is released during a renewal', async () => {
    const lock = await acquired('one');
    let goOn: () => void = () => undefined;
    store.held = new Promise((resolve) => (goOn = resolve));
    await jest.advanceTimersByTimeAsync(RENEW_EVERY_MS);
    const released = lock.release();
    goOn();
    await released;
    expect(jest.getTimerCount()).toBe(0);
    expect(await store.get('lock')).toBeUndefined();
  });

  it('is not renewed any more once released', async () => {
    const lock = await acquired('one');
    await lock.release();
    await jest.advanceTimersByTimeAsync(RENEW_EVERY_MS * 5);
    expect(await store.get('lock')).toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });
});
