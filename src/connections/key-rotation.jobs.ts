import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { UpstreamAuthenticationError, UpstreamError } from '@libs/upstream';
import { bySystem } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { Configuration } from '../config/configuration';
import { DatabaseUnavailableError } from '../database/database-errors';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { CredentialWatch } from '../erp/credential-watch';
import { DEFAULT_CONNECTION } from '../erp/erp-connections';
import { ErpKeyRefusedError, type KeyObstacle } from '../erp/erp-keys';
import { ApiKeyStore, type StoredKey } from '../erp/keys/api-key.store';
import { KeyRotationStore } from '../erp/keys/key-rotations.store';
import { KeysInUse } from '../erp/keys/keys-in-use';
import { JobQueue, type JobSubject } from '../jobs/job-queue';
import { KeyRotation } from './key-rotation';

/** The jobs; their id is the connection's. The queue runs one of a name at a time, whatever the number of replicas. */
const ROTATE_KEY = 'erp_key.rotate';
const REVOKE_KEYS = 'erp_key.revoke';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A key is exchanged so long before its end, or when two thirds of a shorter life are over. */
const BEFORE_END_MS = 14 * DAY_MS;
/** An attempt that did not succeed is not repeated before that: each may leave a key behind that nobody knows. */
const TRY_AGAIN_MS = 12 * HOUR_MS;
/** Replicas may run with different settings for a while, as at a restart one by one: so long a superseded key is kept. */
const SUPERSEDED_KEPT_MS = DAY_MS;

/** Decides when the ERP's API key is exchanged, on one replica, and writes down what has come of it. */
@Injectable()
export class KeyRotationJobs implements OnModuleInit {
  private readonly logger = new Logger('Credentials');

  constructor(
    private readonly rotation: KeyRotation,
    private readonly store: ApiKeyStore,
    private readonly rotations: KeyRotationStore,
    private readonly inUse: KeysInUse,
    private readonly erp: BaseErpAdapter,
    private readonly credentials: CredentialWatch,
    private readonly queue: JobQueue,
    private readonly configuration: Configuration,
    private readonly audit: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.queue.handle(ROTATE_KEY, { run: (_, signal) => this.rotate(signal) });
    this.queue.handle(REVOKE_KEYS, { run: (_, signal) => this.revoke(signal) });
    this.credentials.onLook(() => void this.consider());
    this.inUse.onAccepted(() => void this.consider());
  }

  /** An administrator wants a new key now. @throws DatabaseUnavailableError */
  async ask(): Promise<void> {
    await this.rotations.want(new Date());
    await this.queue.add(ROTATE_KEY, this.subject);
  }

  /** Adds the jobs that are due. Never throws: there is nobody to catch it. */
  async consider(now = Date.now()): Promise<void> {
    if (!this.inUse.hasPlace) return;
    try {
      await this.tend(now);
      const keys = await this.store.list();
      const left = keys.some(({ state }) => state === 'asked' || state === 'candidate');
      if (left || (await this.isWanted(now))) await this.queue.add(ROTATE_KEY, this.subject);
      if (keys.some(({ state }) => state === 'retiring')) await this.queue.add(REVOKE_KEYS, this.subject);
      await this.inUse.standing();
    } catch (error) {
      const line = { err: error };
      if (error instanceof DatabaseUnavailableError)
        this.logger.debug(line, 'the API key waits for the database');
      else this.logger.error(line, 'whether the API key is to be exchanged could not be found out');
    }
  }

  /** The key of the settings is another one than the stored ones descend from, and works: it has won. */
  async tend(now = Date.now()): Promise<void> {
    if (this.inUse.settingIsAccepted) {
      const won = (await this.store.foreign()).filter(({ secret }) => secret !== undefined);
      const names = await this.store.supersede(idsOf(won), new Date(now));
      for (const name of names)
        this.record('supersede', name, 'ODOO_PASSWORD holds another key, which is used');
    }
    await this.store.reinstate(idsOf((await this.store.list()).filter((key) => key.supersededAt !== null)));
    const dropped = await this.store.sweep(new Date(now), new Date(now - SUPERSEDED_KEPT_MS));
    for (const name of dropped)
      this.record('drop', name, 'it was superseded by ODOO_PASSWORD, and is not kept any more');
  }

  private async rotate(signal: AbortSignal): Promise<void> {
    const keys = this.erp.keys();
    if (keys === undefined || !this.inUse.hasPlace) return;
    const wanted = await this.isWanted(Date.now());
    const changed = await this.told(() => this.rotation.exchange(keys, wanted, signal), true, signal);
    if (changed === undefined) return;
    if (changed) {
      this.logger.log({ system: this.erp.capabilities().system }, 'the API key of the ERP was exchanged');
      await this.credentials.look();
    } else if (wanted) await this.rotations.tried(new Date(), true);
    await this.queue.add(REVOKE_KEYS, this.subject);
  }

  private async revoke(signal: AbortSignal): Promise<void> {
    const keys = this.erp.keys();
    if (keys === undefined || !this.inUse.hasPlace) return;
    const done = await this.told(() => this.rotation.revokeOld(keys, signal), false, signal);
    if (done === undefined) return;
    if (done.revoked > 0) await this.rotations.tried(new Date(), false);
    const { next } = done;
    if (next === undefined) return;
    await this.queue.add(REVOKE_KEYS, this.subject, { delayMs: Math.max(0, next.getTime() - Date.now()) });
  }

  private async isWanted(now: number): Promise<boolean> {
    const { wantedAt, triedAt, problem } = await this.rotations.last();
    if (wantedAt !== null) return true;
    const { erp } = this.configuration;
    if (erp.adapter !== 'odoo' || erp.odoo.apiKeyRotation === 'off') return false;
    if (problem !== null && triedAt !== null && now - triedAt.getTime() < TRY_AGAIN_MS) return false;
    return this.endsSoon(now);
  }

  private endsSoon(now: number): boolean {
    const state = this.credentials.state(now);
    if (state === undefined) return false;
    const left = state.expiresAt.getTime() - now;
    const { known } = this.inUse;
    const third =
      known?.from === 'stored' ? (state.expiresAt.getTime() - known.key.madeAt.getTime()) / 3 : Infinity;
    return left > 0 && left <= Math.min(BEFORE_END_MS, third);
  }

  /** What stands in the way is written down, and the job is done; undefined then. A key that is dead makes it wait. */
  private async told<T>(
    work: () => Promise<T>,
    answers: boolean,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UpstreamAuthenticationError) throw error;
      const obstacle = obstacleOf(error);
      if (obstacle === undefined) throw error;
      await this.rotations.tried(new Date(), answers, obstacle);
      this.logger.warn(
        { reason: obstacle.problem, remedy: obstacle.remedy },
        'the API key could not be exchanged',
      );
      await this.inUse.standing();
      return undefined;
    }
  }

  private record(verb: 'supersede' | 'drop', name: string, detail: string): void {
    this.audit.record({
      ...bySystem(this.configuration.tenant, 'key rotation'),
      action: `erp_key.${verb}`,
      subject: { kind: 'connection', id: DEFAULT_CONNECTION },
      before: { key: name },
      result: 'done',
      detail,
    });
  }

  private get subject(): JobSubject {
    return { tenant: this.configuration.tenant, id: DEFAULT_CONNECTION };
  }
}

function idsOf(keys: readonly StoredKey[]): string[] {
  return keys.map(({ id }) => id);
}

function obstacleOf(error: unknown): KeyObstacle | undefined {
  if (error instanceof ErpKeyRefusedError) return { problem: error.message, remedy: error.remedy };
  if (!(error instanceof UpstreamError)) return undefined;
  return { problem: error.message, remedy: 'It is tried again by itself within 18 hours.' };
}
