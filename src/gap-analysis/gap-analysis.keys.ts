import type { UpstreamAccount } from '../microshare/upstream-account';

/** Where the gap analysis of one account lives in the store. Parts are encoded, so that no colon can be misread. */
export const gapKeys = {
  /** Held by the replica that runs; its value is the head of the run, as JSON. */
  lock: (account: UpstreamAccount): string => ofAccount(account, 'lock'),
  /** Set for a moment by the replica whose scheduled run it is. */
  tick: (account: UpstreamAccount): string => ofAccount(account, 'tick'),
  /** Hash: run id -> run, as JSON. */
  runs: (account: UpstreamAccount): string => ofAccount(account, 'runs'),
  /** Hash: the parts of one report. */
  report: (account: UpstreamAccount, runId: string): string => ofAccount(account, 'report', runId),
  /** Hash: device guid -> since when it is known to be planned. */
  planned: (account: UpstreamAccount): string => ofAccount(account, 'planned'),
} as const;

function ofAccount({ tenant, account }: UpstreamAccount, ...rest: string[]): string {
  return ['trapline', tenant, account, 'gap', ...rest].map(encodeURIComponent).join(':');
}
