import { accountKey } from '../cache/cache-keys';
import type { UpstreamAccount } from '../microshare/upstream-account';

/** Where the gap analysis of one account lives in the store. */
export const gapKeys = {
  /** Held by the replica that runs; its value is the head of the run, as JSON. */
  lock: (account: UpstreamAccount): string => accountKey(account, 'gap', 'lock'),
  /** Set for a moment by the replica whose scheduled run it is. */
  tick: (account: UpstreamAccount): string => accountKey(account, 'gap', 'tick'),
  /** Hash: run id -> run, as JSON. */
  runs: (account: UpstreamAccount): string => accountKey(account, 'gap', 'runs'),
  /** Hash: the parts of one report. */
  report: (account: UpstreamAccount, runId: string): string => accountKey(account, 'gap', 'report', runId),
  /** Hash: device guid -> since when it is known to be planned. */
  planned: (account: UpstreamAccount): string => accountKey(account, 'gap', 'planned'),
} as const;
