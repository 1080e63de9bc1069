import { type CacheStore, CacheUnavailableError } from '../../../../src/cache/cache.store';
import { MemoryCacheStore } from '../../../../src/cache/drivers/memory/memory-cache.store';

/** A real store whose connection the test can cut and mend. */
export class UnreliableStore {
  readonly store: CacheStore;
  reachable = true;
  /** The store without the cut, to look into. */
  readonly inner = new MemoryCacheStore();

  constructor() {
    this.store = new Proxy<CacheStore>(this.inner, {
      get: (target, name): unknown => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function' || name === 'close') return bound(member, target);
        return (...args: unknown[]): unknown =>
          this.reachable
            ? Reflect.apply(member, target, args)
            : Promise.reject(new CacheUnavailableError(String(name), new Error('connection lost')));
      },
    });
  }
}

function bound(member: unknown, target: object): unknown {
  return typeof member === 'function' ? (member.bind(target) as unknown) : member;
}
