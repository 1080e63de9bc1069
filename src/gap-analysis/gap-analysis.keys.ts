import { accountKey } from '../cache/cache-keys';
import type { UpstreamAccount } from '../microshare/upstream-account';

/** How the replicas agree on the runs of one account, in the store. */
export const gapKeys = {
  /** Held by the replica that runs; its value is the head of the run, as JSON. */
  lock: (account: UpstreamAccount): string => accountKey(account, 'gap', 'lock'),
  /** Set for a moment by the replica whose scheduled run it is. */
  tick: (account: UpstreamAccount): string => accountKey(account, 'gap', 'tick'),
} as const;
