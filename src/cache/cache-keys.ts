/** Whose data a key belongs to; cached data is never shared across accounts. */
export interface KeyOwner {
  readonly tenant: string;
  readonly account: string;
}

/** The keys and channels that more than one feature knows of. */
export const cacheKeys = {
  /** Hash, the first tier: one field per cluster. */
  mapping: (owner: KeyOwner): string => accountKey(owner, 'mapping'),
  /** Hash, the second tier: one cluster with a field per device. */
  cluster: (owner: KeyOwner, clusterId: string): string => accountKey(owner, 'cluster', clusterId),
  /** Hash: the sealed upstream tokens of a user's log-ins. */
  tokens: (owner: KeyOwner): string => accountKey(owner, 'tokens'),
  /** A session, or the note that it was logged out; `id` is a hash of its token. */
  session: (tenant: string, id: string): string => key(tenant, 'session', id),
  /** Channel on which replicas tell each other what has changed. */
  channel: (owner: KeyOwner): string => accountKey(owner, 'changes'),
  /** Counter of the messages on that channel. */
  announcements: (owner: KeyOwner): string => accountKey(owner, 'announcements'),
  /** Value: the answer to an idempotency key, by the digest of caller and key. */
  idempotency: (owner: KeyOwner, digest: string): string => accountKey(owner, 'idempotency', digest),
  /** Value: the fencing token of the replica that may write the cluster, for all accounts of the tenant. */
  writeLease: (tenant: string, clusterId: string): string => key(tenant, 'write', clusterId, 'lease'),
  /** Counter that fencing tokens come from. */
  fences: (tenant: string): string => key(tenant, 'write-fences'),
  /** Hash: writes to the cluster that may still arrive, and changes that they could undo. */
  writeJournal: (tenant: string, clusterId: string): string => key(tenant, 'write', clusterId, 'journal'),
  /** Hash: cluster id -> how to reach it, for clusters whose journal somebody has to look after. */
  openJournals: (tenant: string): string => key(tenant, 'open-journals'),
  /** Channel, counter and kept last messages of what clients are told as it happens, for all accounts of the tenant. */
  events: (tenant: string, part: 'channel' | 'count' | 'kept'): string => key(tenant, 'events', part),
  /** Value: that a signed hint was taken, by the digest of its id. */
  erpHook: (tenant: string, connection: string, digest: string): string =>
    key(tenant, 'erp-hook', connection, digest),
  /** Channel on which replicas tell each other that the ERP is said to have changed. */
  erpHints: (tenant: string): string => key(tenant, 'erp-hints'),
  /** Value: since when this store remembers, in epoch milliseconds. */
  storeSince: (tenant: string): string => key(tenant, 'store-since'),
} as const;

/** A key of one account. Features with keys of their own build them here too, beginning with the feature's name. */
export function accountKey({ tenant, account }: KeyOwner, ...rest: string[]): string {
  return key(tenant, account, ...rest);
}

/** `trapline:a:b:c`; a colon inside a part cannot be taken for a separator. */
function key(...parts: string[]): string {
  return ['trapline', ...parts.map(encodeURIComponent)].join(':');
}
