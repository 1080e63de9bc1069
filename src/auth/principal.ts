import type { Role } from '../config/configuration';
import type { UpstreamAccount } from '../microshare/upstream-account';

/** Who is calling, established once per request by the access guard. */
export interface Principal {
  /** `system` is Trapline itself, which nobody called. */
  readonly kind: 'api_key' | 'session' | 'system';
  /** API key's name, the Microshare user name, or what Trapline was set off by. */
  readonly name: string;
  readonly role: Role;
  readonly account: UpstreamAccount;
}
