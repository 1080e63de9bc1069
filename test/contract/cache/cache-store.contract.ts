import { CacheStore, CacheUnavailableError } from '../../../src/cache/cache.store';

/** One driver under test. */
export interface CacheStoreHarness {
  readonly store: CacheStore;
  /** What another replica holds: shares its data and channels with `store`. */
  readonly replica: CacheStore;
  /** A key, or a channel, that no other test uses. */
  key(name: string): string;
  /** Lets time pass, as the store measures it. */
  elapse(ms: number): Promise<void>;
  dispose(): Promise<void>;
}

/** What every driver does. */
export function describeCacheStoreContract(open: () => Promise<CacheStoreHarness>): void {
  let harness: CacheStoreHarness;
  let store: CacheStore;
  let key: (name: string) => string;

  beforeEach(async () => {
    harness = await open();
    store = harness.store;
    key = (name) => harness.key(name);
  });
  afterEach(async () => {
    await harness.dispose();
  });

  describe('values', () => {
    it('answers undefined for a key that was never set', async () => {
      expect(await store.get(key('a'))).toBeUndefined();
    });

    it.each(['', '0', 'null', 'Zürich — 東京 🐀', 'line\nline\u0000\u0001', 'x'.repeat(300_000)])(
      'gives back the text it was given, on every replica (%#)',
      async (value) => {
        await store.set(key('a'), value);
        expect(await store.get(key('a'))).toBe(value);
        expect(await harness.replica.get(key('a'))).toBe(value);
      },
    );

    it('forgets a value when its time is over', async () => {
      await store.set(key('short'), 'x', 0.1);
      await store.set(key('long'), 'y', 60);
      await store.set(key('ever'), 'z');
      await harness.elapse(200);
      expect(await store.get(key('short'))).toBeUndefined();
      expect(await store.get(key('long'))).toBe('y');
      expect(await store.get(key('ever'))).toBe('z');
    });

    it('drops the expiry when a value is set again without one', async () => {
      await store.set(key('a'), 'x', 0.1);
      await store.set(key('a'), 'y');
      await harness.elapse(200);
      expect(await store.get(key('a'))).toBe('y');
    });

    it.each([0, -1, Number.NaN])('refuses an expiry of %s seconds', async (ttlS) => {
      await expect(store.set(key('a'), 'x', ttlS)).rejects.toThrow(RangeError);
      await expect(store.setIfAbsent(key('a'), 'x', ttlS)).rejects.toThrow(RangeError);
      await expect(store.hashReplace(key('h'), new Map([['f', '1']]), ttlS)).rejects.toThrow(RangeError);
      expect(await store.get(key('a'))).toBeUndefined();
    });

    it('deletes several keys at once, missing ones too', async () => {
      await store.set(key('a'), '1');
      await store.hashSet(key('h'), new Map([['f', '1']]));
      await store.delete(key('a'), key('missing'), key('h'));
      await store.delete();
      expect(await store.get(key('a'))).toBeUndefined();
      expect((await store.hashGetAll(key('h'))).size).toBe(0);
    });
  });

  describe('locks', () => {
    it('gives a lock to exactly one of many who ask at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 === 0 ? store : harness.replica).setIfAbsent(key('lock'), `owner-${i}`, 60),
        ),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await store.get(key('lock'))).toBe(`owner-${answers.indexOf(true)}`);
    });

    it('gives the lock again after it has expired', async () => {
      expect(await store.setIfAbsent(key('lock'), 'first', 0.1)).toBe(true);
      await harness.elapse(200);
      expect(await harness.replica.setIfAbsent(key('lock'), 'second', 60)).toBe(true);
    });

    it('renews a lock for its owner only', async () => {
      await store.setIfAbsent(key('lock'), 'mine', 0.1);
      expect(await store.replaceIf(key('lock'), 'other', 'other', 60)).toBe(false);
      expect(await store.replaceIf(key('lock'), 'mine', 'mine, renewed', 60)).toBe(true);
      await harness.elapse(200);
      expect(await store.get(key('lock'))).toBe('mine, renewed');
    });

    it('cannot renew a lock that has expired', async () => {
      await store.setIfAbsent(key('lock'), 'mine', 0.1);
      await harness.elapse(200);
      expect(await store.replaceIf(key('lock'), 'mine', 'mine', 60)).toBe(false);
      expect(await store.get(key('lock'))).toBeUndefined();
    });

    it('releases a lock for its owner only', async () => {
      await store.setIfAbsent(key('lock'), 'mine', 60);
      expect(await harness.replica.deleteIf(key('lock'), 'other')).toBe(false);
      expect(await store.get(key('lock'))).toBe('mine');
      expect(await store.deleteIf(key('lock'), 'mine')).toBe(true);
      expect(await store.deleteIf(key('lock'), 'mine')).toBe(false);
    });

    it('counts without ever giving a number twice', async () => {
      const counted = await Promise.all(
        Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? store : harness.replica).increment(key('count'))),
      );
      expect(counted.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    });

    it('tells an empty value from none', async () => {
      expect(await store.deleteIf(key('lock'), '')).toBe(false);
      expect(await store.replaceIf(key('lock'), '', 'x', 60)).toBe(false);
      await store.set(key('lock'), '');
      expect(await store.replaceIf(key('lock'), '', 'x', 60)).toBe(true);
    });
  });

  describe('hashes', () => {
    const hash = async (): Promise<Record<string, string>> =>
      Object.fromEntries(await harness.replica.hashGetAll(key('h')));

    it('answers an empty map for a hash that was never set', async () => {
      expect((await store.hashGetAll(key('h'))).size).toBe(0);
    });

    it('changes one field and leaves the others', async () => {
      await store.hashSet(key('h'), new Map(Object.entries({ a: '1', b: '2' })));
      await store.hashSet(key('h'), new Map(Object.entries({ b: '3', c: '4' })));
      expect(await hash()).toEqual({ a: '1', b: '3', c: '4' });
    });

    it('changes fields for the holder of the guard only, in one step', async () => {
      await store.hashSet(key('h'), new Map(Object.entries({ a: '1', b: '2' })));
      await store.setIfAbsent(key('lock'), 'mine', 60);
      const change = { set: new Map([['c', '3']]), remove: ['a', 'missing'] };
      expect(await store.hashChangeIf(key('lock'), 'other', key('h'), change)).toBe(false);
      expect(await store.hashChangeIf(key('nobody'), 'mine', key('h'), change)).toBe(false);
      expect(await hash()).toEqual({ a: '1', b: '2' });
      expect(await store.hashChangeIf(key('lock'), 'mine', key('h'), change)).toBe(true);
      expect(await hash()).toEqual({ b: '2', c: '3' });
      expect(await store.hashChangeIf(key('lock'), 'mine', key('h'), { remove: ['b', 'c'] })).toBe(true);
      expect(await hash()).toEqual({});
      expect(await store.hashChangeIf(key('lock'), 'mine', key('h'), { set: new Map([['d', '4']]) })).toBe(
        true,
      );
      expect(await hash()).toEqual({ d: '4' });
    });

    it('changes fields of a hash that exists, in one step, and makes none', async () => {
      const change = { set: new Map([['c', '3']]), remove: ['a', 'missing'] };
      expect(await store.hashChange(key('h'), change)).toBe(false);
      expect(await hash()).toEqual({});
      await store.hashReplace(key('h'), new Map(Object.entries({ a: '1', b: '2' })), 60);
      expect(await store.hashChange(key('h'), change)).toBe(true);
      expect(await hash()).toEqual({ b: '2', c: '3' });
      expect(await store.hashChange(key('h'), { set: new Map(), remove: ['b', 'c'] })).toBe(true);
      expect(await hash()).toEqual({});
      expect(await store.hashChange(key('h'), change)).toBe(false);
    });

    it('removes the named fields only, missing ones without complaint', async () => {
      await store.hashSet(key('h'), new Map(Object.entries({ a: '1', b: '2', c: '3' })));
      await store.hashDelete(key('h'), 'a', 'c', 'missing');
      await store.hashDelete(key('h'));
      await store.hashDelete(key('missing'), 'a');
      expect(await hash()).toEqual({ b: '2' });
    });

    it('keeps changes that two replicas make to different fields at once', async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          (i % 2 === 0 ? store : harness.replica).hashSet(key('h'), new Map([[`f${i}`, String(i)]])),
        ),
      );
      expect((await store.hashGetAll(key('h'))).size).toBe(50);
    });

    it('replaces the whole hash, old fields included', async () => {
      await store.hashSet(key('h'), new Map(Object.entries({ a: '1', b: '2' })));
      await store.hashReplace(key('h'), new Map(Object.entries({ b: '3' })));
      expect(await hash()).toEqual({ b: '3' });
      await store.hashReplace(key('h'), new Map());
      expect(await hash()).toEqual({});
    });

    it('shows readers the old hash or the new one, never a mixture', async () => {
      // Large enough to reach a server in several pieces.
      const version = (value: string): Map<string, string> =>
        new Map(Array.from({ length: 200 }, (_, i) => [`f${i}`, value.padEnd(1000)]));
      await store.hashReplace(key('h'), version('0'));
      const seen: number[] = [];
      const write = async (): Promise<void> => {
        for (let i = 1; i <= 30; i++) await store.hashReplace(key('h'), version(String(i)));
      };
      const read = async (): Promise<void> => {
        for (let i = 0; i < 60; i++) {
          const fields = await harness.replica.hashGetAll(key('h'));
          seen.push(fields.size, new Set(fields.values()).size);
        }
      };
      await Promise.all([write(), read()]);
      expect(new Set(seen)).toEqual(new Set([200, 1]));
    });

    it('lets the hash expire as a whole, whatever was changed in it meanwhile', async () => {
      await store.hashReplace(key('h'), new Map([['a', '1']]), 0.15);
      await store.hashSet(key('h'), new Map([['b', '2']]));
      await harness.elapse(300);
      expect(await hash()).toEqual({});
    });

    it('drops the expiry when the hash is replaced without one', async () => {
      await store.hashReplace(key('h'), new Map([['a', '1']]), 0.1);
      await store.hashReplace(key('h'), new Map([['a', '2']]));
      await harness.elapse(200);
      expect(await hash()).toEqual({ a: '2' });
    });

    it('takes the expiry along when the last field goes', async () => {
      await store.hashReplace(key('h'), new Map([['a', '1']]), 0.1);
      await store.hashDelete(key('h'), 'a');
      await store.hashSet(key('h'), new Map([['a', '2']]));
      await harness.elapse(200);
      expect(await hash()).toEqual({ a: '2' });
    });

    it('hands out a copy that later changes do not touch', async () => {
      const given = new Map([['a', '1']]);
      await store.hashReplace(key('h'), given);
      given.set('a', 'changed by the caller');
      const before = await store.hashGetAll(key('h'));
      await store.hashSet(key('h'), new Map([['a', '2']]));
      expect(before.get('a')).toBe('1');
    });

    it('takes a hash of 20,000 fields', async () => {
      const fields = new Map(Array.from({ length: 20_000 }, (_, i) => [`device-${i}`, `{"n":${i}}`]));
      await store.hashReplace(key('h'), fields);
      expect(await store.hashGetAll(key('h'))).toEqual(fields);
    });

    it('refuses to use a value as a hash, or a hash as a value, without calling that an outage', async () => {
      await store.set(key('a'), '1');
      await store.hashSet(key('h'), new Map([['f', '1']]));
      for (const attempt of [
        () => store.hashGetAll(key('a')),
        () => store.hashSet(key('a'), new Map([['f', '1']])),
        () => store.hashDelete(key('a'), 'f'),
        () => store.get(key('h')),
        () => store.replaceIf(key('h'), 'x', 'y', 60),
        () => store.deleteIf(key('h'), 'x'),
      ]) {
        const error = await attempt().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(Error);
        expect(error).not.toBeInstanceOf(CacheUnavailableError);
      }
    });
  });

  describe('channels', () => {
    /** Collects messages; `next` waits for one. */
    function inbox(): { listener: (message: string) => void; received: string[]; next: () => Promise<void> } {
      const received: string[] = [];
      let wake: () => void = () => undefined;
      return {
        received,
        listener: (message) => {
          received.push(message);
          wake();
        },
        next: () =>
          new Promise((resolve) => {
            wake = resolve;
          }),
      };
    }

    it('brings a message to the listeners of all replicas, the sender included', async () => {
      const here = inbox();
      const there = inbox();
      await store.subscribe(key('c'), here.listener);
      await harness.replica.subscribe(key('c'), there.listener);
      const arrived = Promise.all([here.next(), there.next()]);
      await store.publish(key('c'), 'Schädling');
      await arrived;
      expect([here.received, there.received]).toEqual([['Schädling'], ['Schädling']]);
    });

    it('keeps channels apart', async () => {
      const box = inbox();
      await store.subscribe(key('c'), box.listener);
      await store.publish(key('other'), 'for others');
      const arrived = box.next();
      await store.publish(key('c'), 'for us');
      await arrived;
      expect(box.received).toEqual(['for us']);
    });

    it('stops one listener and goes on with the others', async () => {
      const [staying, leaving] = [inbox(), inbox()];
      const leave = await store.subscribe(key('c'), leaving.listener);
      await store.subscribe(key('c'), staying.listener);
      await leave();
      await leave();
      const arrived = staying.next();
      await harness.replica.publish(key('c'), 'm');
      await arrived;
      expect(leaving.received).toEqual([]);
    });

    it('can be subscribed again after the last listener has left', async () => {
      const leave = await store.subscribe(key('c'), () => undefined);
      const box = inbox();
      const [, arrived] = await Promise.all([leave(), store.subscribe(key('c'), box.listener)]).then(
        () => [undefined, box.next()] as const,
      );
      await harness.replica.publish(key('c'), 'm');
      await arrived;
      expect(box.received).toEqual(['m']);
    });

    it('shields the sender and other listeners from a listener that throws', async () => {
      const box = inbox();
      await store.subscribe(key('c'), () => {
        throw new Error('listener broken on purpose');
      });
      await store.subscribe(key('c'), box.listener);
      const arrived = box.next();
      await store.publish(key('c'), 'm');
      await arrived;
      expect(box.received).toEqual(['m']);
    });
  });

  it('answers a ping and tells roughly how much it holds', async () => {
    await store.ping();
    const before = await store.sizeBytes();
    await store.set(key('big'), 'x'.repeat(5_000_000));
    expect((await store.sizeBytes()) - before).toBeGreaterThan(4_000_000);
  });

  it('is unreachable once closed, and can be closed twice', async () => {
    await store.close();
    await store.close();
    await expect(store.get(key('a'))).rejects.toThrow(CacheUnavailableError);
    await expect(store.hashReplace(key('h'), new Map([['a', '1']]))).rejects.toThrow(CacheUnavailableError);
    await expect(store.publish(key('c'), 'm')).rejects.toThrow(CacheUnavailableError);
    await expect(store.subscribe(key('c'), () => undefined)).rejects.toThrow(CacheUnavailableError);
    await expect(store.ping()).rejects.toThrow(CacheUnavailableError);
  });
}
