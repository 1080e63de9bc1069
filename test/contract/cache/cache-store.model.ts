import fc from 'fast-check';
import type { CacheStore } from '../../../src/cache/cache.store';

/** The port as it would be with a plain map and a clock: the opinion that drivers are held against. */
class Model {
  readonly content = new Map<string, { data: string | Map<string, string>; expiresAt: number }>();
  now = 0;

  read(key: string): string | Map<string, string> | undefined {
    const entry = this.content.get(key);
    return entry !== undefined && entry.expiresAt > this.now ? entry.data : undefined;
  }

  write(key: string, data: string | Map<string, string>, ttlS = Infinity): void {
    this.content.set(key, { data, expiresAt: this.now + ttlS * 1000 });
  }

  hash(key: string): Map<string, string> {
    const data = this.read(key);
    return data instanceof Map ? data : new Map<string, string>();
  }
}

interface Real {
  readonly store: CacheStore;
  readonly key: (name: string) => string;
  readonly elapse: (ms: number) => void;
}

type Command = fc.AsyncCommand<Model, Real>;

function command(
  title: string,
  run: (model: Model, real: Real) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Command {
  return { check, run, toString: () => title };
}

const valueKey = fc.constantFrom('a', 'b');
const hashKey = fc.constantFrom('h', 'i');
// Few values, so that "if it still holds" is true often enough.
const value = fc.oneof(fc.constantFrom('x', 'y', ''), fc.string({ unit: 'grapheme' }));
const field = fc.constantFrom('f', 'g', '0', '__proto__', 'constructor', '');
const fields = fc.array(fc.tuple(field, value), { maxLength: 4 }).map((entries) => new Map(entries));
const ttl = fc.integer({ min: 5, max: 60 });

function commands(withClock: boolean): fc.Arbitrary<Iterable<Command>> {
  const always: fc.Arbitrary<Command>[] = [
    valueKey.map((k) =>
      command(`get ${k}`, async (model, { store, key }) => {
        expect(await store.get(key(k))).toBe(model.read(k));
      }),
    ),
    fc.tuple(valueKey, value, fc.option(ttl, { nil: undefined })).map(([k, v, t]) =>
      command(`set ${k} ${JSON.stringify(v)} ${t ?? ''}`, async (model, { store, key }) => {
        await store.set(key(k), v, t);
        model.write(k, v, t);
      }),
    ),
    fc.tuple(valueKey, value, ttl).map(([k, v, t]) =>
      command(`setIfAbsent ${k} ${JSON.stringify(v)} ${t}`, async (model, { store, key }) => {
        const free = model.read(k) === undefined;
        expect(await store.setIfAbsent(key(k), v, t)).toBe(free);
        if (free) model.write(k, v, t);
      }),
    ),
    fc.tuple(valueKey, value, value, ttl).map(([k, expected, v, t]) =>
      command(`replaceIf ${k} ${JSON.stringify([expected, v])} ${t}`, async (model, { store, key }) => {
        const holds = model.read(k) === expected;
        expect(await store.replaceIf(key(k), expected, v, t)).toBe(holds);
        if (holds) model.write(k, v, t);
      }),
    ),
    fc.tuple(valueKey, value).map(([k, expected]) =>
      command(`deleteIf ${k} ${JSON.stringify(expected)}`, async (model, { store, key }) => {
        const holds = model.read(k) === expected;
        expect(await store.deleteIf(key(k), expected)).toBe(holds);
        if (holds) model.content.delete(k);
      }),
    ),
    fc.subarray(['a', 'b', 'h', 'i']).map((ks) =>
      command(`delete ${ks.join(' ')}`, async (model, { store, key }) => {
        await store.delete(...ks.map(key));
        for (const k of ks) model.content.delete(k);
      }),
    ),
    hashKey.map((k) =>
      command(`hashGetAll ${k}`, async (model, { store, key }) => {
        expect(await store.hashGetAll(key(k))).toEqual(model.hash(k));
      }),
    ),
    fc.tuple(hashKey, fields).map(([k, f]) =>
      command(`hashSet ${k} ${JSON.stringify([...f])}`, async (model, { store, key }) => {
        await store.hashSet(key(k), f);
        const hash = model.hash(k);
        if (f.size > 0 && hash.size === 0) model.write(k, new Map(f));
        else for (const [name, v] of f) hash.set(name, v);
      }),
    ),
    fc.tuple(hashKey, fc.array(field, { maxLength: 3 })).map(([k, names]) =>
      command(`hashDelete ${k} ${JSON.stringify(names)}`, async (model, { store, key }) => {
        await store.hashDelete(key(k), ...names);
        const hash = model.hash(k);
        for (const name of names) hash.delete(name);
        if (hash.size === 0) model.content.delete(k);
      }),
    ),
    fc.tuple(hashKey, fields, fc.option(ttl, { nil: undefined })).map(([k, f, t]) =>
      command(`hashReplace ${k} ${JSON.stringify([...f])} ${t ?? ''}`, async (model, { store, key }) => {
        await store.hashReplace(key(k), f, t);
        if (f.size > 0) model.write(k, new Map(f), t);
        else model.content.delete(k);
      }),
    ),
  ];
  const elapse = fc.integer({ min: 1, max: 40_000 }).map((ms) =>
    command(`elapse ${ms}`, (model, real) => {
      real.elapse(ms);
      model.now += ms;
      return Promise.resolve();
    }),
  );
  return fc.commands(withClock ? [...always, elapse] : always, { maxCommands: 60 });
}

/**
 * Throws unless the store agrees with the model after every command of many random sequences. Without a clock no time
 * passes; expiries are long enough for that.
 */
export async function checkAgainstModel(
  open: () => { store: CacheStore; key: (name: string) => string; elapse?: (ms: number) => void },
  runs: number,
): Promise<void> {
  const withClock = open().elapse !== undefined;
  await fc.assert(
    fc.asyncProperty(commands(withClock), async (sequence) => {
      const { store, key, elapse = (): void => undefined } = open();
      await fc.asyncModelRun(() => ({ model: new Model(), real: { store, key, elapse } }), sequence);
    }),
    { numRuns: runs },
  );
}
