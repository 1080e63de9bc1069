import { randomBytes } from 'node:crypto';
import type { MicroshareAccount } from './microshare.options';

export type TokenKind = 'bearer' | 'pipe';

interface IssuedToken {
  readonly account: MicroshareAccount;
  readonly kind: TokenKind;
  readonly expiresAt: number;
}

/** The tokens given out, and for how long they are good. Pipe tokens do not expire and may only write records. */
export class TokenRegistry {
  private readonly issued = new Map<string, IssuedToken>();

  constructor(
    private readonly lifetimeMs: number,
    private readonly now: () => number,
  ) {}

  issue(account: MicroshareAccount, kind: TokenKind = 'bearer'): { value: string; expiresAt: number } {
    const value = randomBytes(32).toString('hex');
    const expiresAt = kind === 'pipe' ? Infinity : this.now() + this.lifetimeMs;
    this.issued.set(value, { account, kind, expiresAt });
    return { value, expiresAt };
  }

  /** The account that an `Authorization` header acts for on the device API; undefined where it gives no access. */
  accountOf(authorization: string | undefined): MicroshareAccount | undefined {
    const value = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    const token = value === undefined ? undefined : this.issued.get(value);
    if (token?.kind !== 'bearer' || token.expiresAt <= this.now()) return undefined;
    return token.account;
  }

  revokeAll(): void {
    this.issued.clear();
  }
}
