import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { bySystem, type AuditResult } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { Configuration } from '../config/configuration';
import { Database } from '../database/database';
import { DatabaseUnavailableError } from '../database/database-errors';
import { DEFAULT_CONNECTION } from '../erp/erp-connections';
import { ErpKeyRefusedError, type ErpKeys, type NewKey } from '../erp/erp-keys';
import { ApiKeyStore, type StoredKey } from '../erp/keys/api-key.store';
import { KeysInUse } from '../erp/keys/keys-in-use';

/** The embedded database does not wait for the disk: an old key goes when the new one has certainly reached it. */
const REACHES_DISK_MS = 600_000;
/** So many answers may be lost within this time; then no more keys are asked for. */
const MOST_LOST = 3;
const LOST_WITHIN_MS = 12 * 3_600_000;

/**
 * The steps of an exchange: make a key, store it, try it out, use it, revoke the old one. What is done and what is left stands
 * in the database, so that each step can be the last one of a process; whoever comes next goes on. There is a working key
 * that the next log-in finds at every moment: the old one is revoked by a session that uses the new one.
 */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly inUse: KeysInUse,
    private readonly database: Database,
    private readonly configuration: Configuration,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Goes on where the last one has stopped, up to the new key in use; makes a new key where that is wanted.
   * @returns whether another key is in use now
   * @throws ErpKeyRefusedError what an administrator has to do
   * @throws UpstreamError; where a key may have been made whose answer was lost, that has been written down
   */
  async exchange(keys: ErpKeys, wanted: boolean, signal: AbortSignal): Promise<boolean> {
    // A process that ended while it asked: whether the ERP has made a key, nobody knows.
    for (const name of await this.store.lose()) this.record('generate', name, 'unknown', LOST);
    const stored = await this.store.list();
    let candidate = stored.find(({ state }) => state === 'candidate');
    if (candidate === undefined && wanted) {
      refuseMoreLost(stored);
      keys.useNewest();
      const obstacle = await keys.obstacle(signal);
      if (obstacle !== undefined) throw new ErpKeyRefusedError(obstacle);
      candidate = await this.generate(keys, signal);
    }
    if (candidate === undefined) return false;
    await this.tryOut(keys, candidate, signal);
    return this.use(keys, candidate);
  }

  /** Revokes what is not in use any more. Answers how many keys, and when the next one may be, where one is left. */
  async revokeOld(
    keys: ErpKeys,
    signal: AbortSignal,
    now = Date.now(),
  ): Promise<{ readonly revoked: number; readonly next?: Date }> {
    const stored = await this.store.list();
    const retiring = stored.filter(({ state }) => state === 'retiring');
    if (!stored.some(({ state, secret }) => state === 'current' && secret !== undefined)) {
      return { revoked: 0 };
    }
    keys.useNewest();
    const due = retiring.filter((old) => isDue(old, now));
    for (const key of due) {
      if (key.secret !== undefined) await this.revoke(keys, key.name, key.secret, signal);
      await this.store.forget(key.id);
    }
    const later = retiring
      .filter((key) => !isDue(key, now))
      .map(({ revokeAt }) => revokeAt?.getTime() ?? now);
    return { revoked: due.length, ...(later.length > 0 && { next: new Date(Math.min(...later)) }) };
  }

  private async generate(keys: ErpKeys, signal: AbortSignal): Promise<StoredKey | undefined> {
    const name = `Trapline ${new Date().toISOString().slice(0, 10)} ${randomBytes(2).toString('hex')}`;
    const id = await this.store.ask(name);
    if (id === undefined) return undefined;
    let made: NewKey;
    try {
      made = await keys.generate(name, signal);
    } catch (error) {
      if (keys.mayBeMade(error)) {
        await this.store.lose(id);
        this.record('generate', name, 'unknown', LOST);
      } else {
        await this.store.forget(id);
        this.record('generate', name, error instanceof ErpKeyRefusedError ? 'refused' : 'failed', error);
      }
      throw error;
    }
    this.record('generate', name, 'done', undefined, made);
    return this.keep(keys, id, name, made, signal);
  }

  /** A key that cannot be kept must not be left behind. */
  private async keep(
    keys: ErpKeys,
    id: string,
    name: string,
    made: NewKey,
    signal: AbortSignal,
  ): Promise<StoredKey | undefined> {
    let kept: boolean;
    try {
      kept = await this.store.keep(id, made);
    } catch (error) {
      // After a commit without an answer it may be the candidate of whoever comes next.
      const mayBeKept = error instanceof DatabaseUnavailableError && error.committing;
      if (!mayBeKept) await this.revoke(keys, name, made.secret, signal);
      throw error;
    }
    if (kept) return (await this.store.list()).find((key) => key.id === id);
    // Another process has given this one up meanwhile.
    await this.revoke(keys, name, made.secret, signal);
    return undefined;
  }

  private async tryOut(keys: ErpKeys, { id, name, secret }: StoredKey, signal: AbortSignal): Promise<void> {
    const accepted = secret !== undefined && (await keys.accepts(secret, signal));
    this.record('verify', name, accepted ? 'done' : 'failed', accepted ? undefined : NOT_ACCEPTED.problem);
    if (accepted) return;
    if (secret !== undefined) await this.revoke(keys, name, secret, signal);
    await this.store.forget(id);
    throw new ErpKeyRefusedError(NOT_ACCEPTED);
  }

  private async use(keys: ErpKeys, { id, name, expiresAt }: StoredKey): Promise<boolean> {
    const waitMs = this.database.status().driver === 'embedded' ? REACHES_DISK_MS : 0;
    const revokeAt = new Date(Date.now() + waitMs);
    const before = await this.inUse.current();
    if (!(await this.store.promote(id, this.inUse.ofSettings, revokeAt))) return false;
    keys.useNewest();
    const replaced = before.from === 'stored' ? before.key.name : 'ODOO_PASSWORD';
    this.record('use', name, 'done', undefined, { expiresAt }, { key: replaced });
    await this.inUse.current();
    return true;
  }

  private async revoke(keys: ErpKeys, name: string, secret: string, signal: AbortSignal): Promise<void> {
    try {
      await keys.revoke(secret, signal);
      this.record('revoke', name, 'done');
    } catch (error) {
      this.record('revoke', name, error instanceof ErpKeyRefusedError ? 'refused' : 'failed', error);
      throw error;
    }
  }

  /** Never with a secret: names and times only. */
  private record(
    verb: 'generate' | 'verify' | 'use' | 'revoke',
    name: string,
    result: AuditResult,
    why?: unknown,
    made?: Pick<StoredKey, 'expiresAt'>,
    before: object | null = null,
  ): void {
    const detail = why instanceof Error ? why.message : (why as string | undefined);
    this.audit.record({
      ...bySystem(this.configuration.tenant, 'key rotation'),
      action: `erp_key.${verb}`,
      subject: { kind: 'connection', id: DEFAULT_CONNECTION },
      before,
      after: { key: name, ...(made !== undefined && { expires_at: made.expiresAt?.toISOString() ?? null }) },
      result,
      detail,
    });
  }
}

const LOST =
  'the answer was lost: Odoo may hold a key of this name, which nobody knows; delete it there, or wait for its end';
const NOT_ACCEPTED = {
  problem: 'Odoo has made an API key, and does not accept it',
  remedy:
    'It is tried again with another one. Should that go on, make a new key by hand, as the runbook says.',
};

/** Each lost answer may have left a key behind, and Odoo allows a number of them. */
function refuseMoreLost(stored: readonly StoredKey[]): void {
  const since = Date.now() - LOST_WITHIN_MS;
  const lost = stored.filter(({ state, madeAt }) => state === 'lost' && madeAt.getTime() > since);
  if (lost.length < MOST_LOST) return;
  throw new ErpKeyRefusedError({
    problem: `Odoo was asked for ${lost.length} API keys, and none of its answers has arrived`,
    remedy:
      `Find out why (network, proxy, log of Odoo); delete ${lost.map(({ name }) => `"${name}"`).join(', ')} there. ` +
      'No other one is asked for within twelve hours.',
  });
}

function isDue({ revokeAt }: StoredKey, now: number): boolean {
  return revokeAt === null || revokeAt.getTime() <= now;
}
