import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { UpstreamError } from '@libs/upstream';
import { Configuration } from '../config/configuration';
import { Listeners } from '../common/listeners';
import { BaseErpAdapter } from './base-erp.adapter';
import type { CredentialExpiry } from './credential-expiry';
import { KeysInUse } from './keys/keys-in-use';

/** Days before the end at which somebody is told. */
const WARN_AT_DAYS = [14, 7, 1] as const;
const LOOK_EVERY_MS = 6 * 3_600_000;
const DAY_MS = 86_400_000;
const BY_HAND = 'make a new one in the ERP, put it into ODOO_PASSWORD, and restart';

export interface CredentialState {
  readonly expiresAt: Date;
  /** Whole days left, rounded down; negative when it has ended. */
  readonly daysLeft: number;
  /** What to do, from 14 days before the end on. */
  readonly warning?: string;
}

/**
 * Knows when the ERP's API key ends: by what was asked for when it was made, by `ODOO_API_KEY_EXPIRES`, or from the ERP itself
 * where the account may see it.
 */
@Injectable()
export class CredentialWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Credentials');
  private readonly stop = new AbortController();
  private known: CredentialExpiry = { kind: 'unknown', why: 'it was not read yet' };
  private timer: NodeJS.Timeout | undefined;
  private told = Infinity;
  private readonly listeners = new Listeners<undefined>();
  /** Calls back after each look, until the returned function is called. */
  readonly onLook: (listener: () => void) => () => void = this.listeners.add;

  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly keys: KeysInUse,
    private readonly configuration: Configuration,
  ) {}

  /** Undefined while no end is known. */
  state(now = Date.now()): CredentialState | undefined {
    const known = this.endOfStoredKey() ?? this.known;
    if (known.kind !== 'ends') return undefined;
    const left = known.at.getTime() - now;
    const daysLeft = Math.floor(left / DAY_MS);
    const reached = left <= WARN_AT_DAYS[0] * DAY_MS;
    return {
      expiresAt: known.at,
      daysLeft,
      ...(reached && { warning: sentence(known, left, this.whatToDo(left)) }),
    };
  }

  onApplicationBootstrap(): void {
    void this.look();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.stop.abort(new Error('the process ends'));
  }

  /** Finds out when the key ends, and logs each of the last steps before that once. Never throws. */
  async look(now = Date.now()): Promise<void> {
    const { erp } = this.configuration;
    const set = erp.adapter === 'odoo' ? erp.odoo.apiKeyExpires : undefined;
    try {
      const { from } = await this.keys.current();
      if (from === 'setting') {
        this.known =
          set === undefined
            ? await this.erp.credentialExpiry(this.stop.signal)
            : { kind: 'ends', at: new Date(set), among: 1 };
      }
    } catch (error) {
      if (this.stop.signal.aborted) return;
      // What was known stays: a key does not last longer because the ERP is away.
      const line = { err: error };
      if (error instanceof UpstreamError) this.logger.debug(line, 'the end of the API key could not be read');
      else this.logger.error(line, 'the end of the API key could not be read');
    }
    this.tell(now);
    this.listeners.tell(undefined);
  }

  /** Odoo would tell the first end of all keys of the account. */
  private endOfStoredKey(): CredentialExpiry | undefined {
    const inUse = this.keys.known;
    if (inUse?.from !== 'stored' || inUse.key.expiresAt === null) return undefined;
    return { kind: 'ends', at: inUse.key.expiresAt, among: 1 };
  }

  private whatToDo(left: number): string {
    const { erp } = this.configuration;
    const { problem } = this.keys;
    if (erp.adapter !== 'odoo' || erp.odoo.apiKeyRotation === 'off' || left <= 0) return BY_HAND;
    if (problem !== undefined) return `it could not be exchanged: ${problem.problem}. ${problem.remedy}`;
    return 'Trapline exchanges it for a new one (ODOO_API_KEY_ROTATION=auto)';
  }

  private tell(now: number): void {
    const state = this.state(now);
    if (state?.warning === undefined) {
      this.told = Infinity;
      return;
    }
    const left = state.expiresAt.getTime() - now;
    const step = Math.min(...WARN_AT_DAYS.filter((days) => left <= days * DAY_MS));
    if (step >= this.told) return;
    this.told = step;
    const line = { expiresAt: state.expiresAt.toISOString(), daysLeft: state.daysLeft };
    if (step === 1) this.logger.error(line, state.warning);
    else this.logger.warn(line, state.warning);
  }
}

function sentence(
  { at, among }: Extract<CredentialExpiry, { kind: 'ends' }>,
  left: number,
  whatToDo: string,
): string {
  const date = at.toISOString().slice(0, 10);
  const which = among > 1 ? `The first of ${among} API keys of the ERP account` : "The ERP account's API key";
  const days = Math.floor(left / DAY_MS);
  const when =
    left <= 0
      ? `has expired on ${date}`
      : days < 1
        ? `expires within a day (${date})`
        : `expires in ${days} ${days === 1 ? 'day' : 'days'} (${date})`;
  return `${which} ${when}: ${whatToDo}`;
}
