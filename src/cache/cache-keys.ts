/** Whose data a key belongs to; cached data is never shared across accounts. */
export interface KeyOwner {
  readonly tenant: string;
  readonly account: string;
}

/** Every key and channel of the store is built here, so that no two uses can collide. Others add theirs. */
export const cacheKeys = {
  /** Hash, the first tier: one field per cluster. */
  mapping: (owner: KeyOwner): string => ofAccount(owner, 'mapping'),
  /** Hash, the second tier: one cluster with a field per device. */
  cluster: (owner: KeyOwner, clusterId: string): string => ofAccount(owner, 'cluster', clusterId),
  /** Hash: the sealed upstream tokens of a user's log-ins. */
  tokens: (owner: KeyOwner): string => ofAccount(owner, 'tokens'),
  /** A session, or the note that it was logged out; `id` is a hash of its token. */
  session: (tenant: string, id: string): string => key(tenant, 'session', id),
  /** Channel on which replicas tell each other what has changed. */
  channel: (owner: KeyOwner): string => ofAccount(owner, 'changes'),
  /** Value: the answer to an idempotency key, by the digest of caller and key. */
  idempotency: (owner: KeyOwner, digest: string): string => ofAccount(owner, 'idempotency', digest),
  /** Lock that one replica holds while it does something that no other may do for this account. */
  lock: (owner: KeyOwner, name: string): string => ofAccount(owner, 'lock', name),
} as const;

function ofAccount({ tenant, account }: KeyOwner, ...rest: string[]): string {
  return key(tenant, account, ...rest);
}

/** `trapline:a:b:c`; a colon inside a part cannot be taken for a separator. */
function key(...parts: string[]): string {
  return ['trapline', ...parts.map(encodeURIComponent)].join(':');
}
