/** The Microshare account whose view of the devices a caller gets. Cached data never crosses accounts. */
export interface UpstreamAccount {
  readonly tenant: string;
  /** Stable opaque key derived from log-in host and user name; safe in keys, logs and metrics. */
  readonly account: string;
}
