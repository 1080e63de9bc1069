import type { Role } from '../config/configuration';
import type { UpstreamAccount } from '../microshare/upstream-account';

/** Who is calling, established once per request by the access guard. */
export interface Principal {
  readonly kind: 'api_key' | 'session';
  /** API key's name, or the Microshare user name. */
  readonly name: string;
  readonly role: Role;
  readonly account: UpstreamAccount;
}
