import { createHmac, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { deriveKey, SecretBox } from '../../common/secret-box';
import { Configuration } from '../../config/configuration';
import { Database } from '../../database/database';
import type { Schema } from '../../database/schema';
import { DEFAULT_CONNECTION } from '../erp-connections';
import type { NewKey } from '../erp-keys';
import type { ApiKeyState } from './api-key.tables';
import './api-key.tables';
import { writeRotated } from './key-rotations.store';

export interface StoredKey {
  readonly id: string;
  readonly state: ApiKeyState;
  readonly name: string;
  /** Undefined where there is none, or it was sealed under another SESSION_SECRET. Never into a log or an answer. */
  readonly secret: string | undefined;
  readonly expiresAt: Date | null;
  readonly madeAt: Date;
  readonly revokeAt: Date | null;
  /** Since when it is not used because the settings hold another key. */
  readonly supersededAt: Date | null;
}

/** Name of the key of the settings while it waits to be revoked; what Odoo calls it is not known. */
export const KEY_OF_SETTINGS = 'the key in ODOO_PASSWORD';
/** A key whose answer was lost may be there for so long: as long as one lasts. */
const LOST_KEPT_MS = 90 * 86_400_000;

/**
 * The API keys that take the place of the one in the settings. Every method is about the keys that descend from the present
 * setting (server, database, user and key), unless it says otherwise; each is one transaction that changes a row only where
 * it is as expected. Throws DatabaseUnavailableError.
 */
@Injectable()
export class ApiKeyStore {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
    private readonly configuration: Configuration,
  ) {}

  /** Oldest first. */
  async list(): Promise<readonly StoredKey[]> {
    return (await this.rows())
      .filter(({ setting }) => setting === this.setting)
      .map((row) => this.keyOf(row));
  }

  /** Current keys of other settings. */
  async foreign(): Promise<readonly StoredKey[]> {
    return (await this.rows())
      .filter(({ setting, state }) => setting !== this.setting && state === 'current')
      .map((row) => this.keyOf(row));
  }

  /** Writes down that the ERP is going to be asked for a key. Undefined where another one is under way. */
  async ask(name: string, now = Date.now()): Promise<string | undefined> {
    const { tenant } = this.configuration;
    const made = await this.database.transaction(tenant, (tx) =>
      tx
        .insertInto('erp_api_keys')
        .values({
          ...{ tenant, connection: DEFAULT_CONNECTION, id: randomUUID(), setting: this.setting },
          ...{ state: 'asked' as const, name, expires_at: new Date(now + LOST_KEPT_MS) },
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst(),
    );
    return made?.id;
  }

  /** Asked -> candidate. False where it was given up for lost meanwhile. */
  keep(id: string, { secret, expiresAt }: NewKey): Promise<boolean> {
    const kept = { state: 'candidate' as const, secret: this.box.seal(secret), expires_at: expiresAt };
    return this.own(async (tx) => (await this.change(tx, id, 'asked', kept)) === 1);
  }

  /** Asked -> lost; all that are asked for where no id is given. Answers their names. */
  lose(id?: string): Promise<readonly string[]> {
    return this.own(async (tx) => {
      const lost = await tx
        .updateTable('erp_api_keys')
        .set({ state: 'lost' })
        .where('connection', '=', DEFAULT_CONNECTION)
        .where('setting', '=', this.setting)
        .where('state', '=', 'asked')
        .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
        .returning('name')
        .execute();
      return lost.map(({ name }) => name);
    });
  }

  /**
   * Candidate -> current; what was in use until now is retiring, and nobody waits for an exchange any more. False where that has been done already.
   * @param secretOfSettings to be revoked where no stored key was in use
   * @param revokeAt not before that
   */
  promote(id: string, secretOfSettings: string, revokeAt: Date): Promise<boolean> {
    return this.own(async (tx) => {
      const candidate = await tx
        .selectFrom('erp_api_keys')
        .select('id')
        .where('id', '=', id)
        .where('state', '=', 'candidate')
        .forUpdate()
        .executeTakeFirst();
      if (candidate === undefined) return false;
      const retiring = { state: 'retiring' as const, revoke_at: revokeAt };
      const current = await tx
        .selectFrom('erp_api_keys')
        .select('id')
        .where('connection', '=', DEFAULT_CONNECTION)
        .where('setting', '=', this.setting)
        .where('state', '=', 'current')
        .executeTakeFirst();
      if (current !== undefined) await this.change(tx, current.id, 'current', retiring);
      else {
        await tx
          .insertInto('erp_api_keys')
          .values({
            ...{ tenant: this.configuration.tenant, connection: DEFAULT_CONNECTION, id: randomUUID() },
            ...{ setting: this.setting, name: KEY_OF_SETTINGS, secret: this.box.seal(secretOfSettings) },
            ...retiring,
          })
          .execute();
      }
      await this.change(tx, id, 'candidate', { state: 'current' });
      await writeRotated(tx, this.configuration.tenant, new Date());
      return true;
    });
  }

  /** It is gone from the ERP, or was never made. */
  async forget(id: string): Promise<void> {
    await this.own((tx) =>
      tx
        .deleteFrom('erp_api_keys')
        .where('connection', '=', DEFAULT_CONNECTION)
        .where('id', '=', id)
        .where('state', '!=', 'current')
        .execute(),
    );
  }

  /** The settings hold another key than these descend from. Answers the names of those of which that was not known. */
  async supersede(ids: readonly string[], at: Date): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const superseded = await this.own((tx) =>
      tx
        .updateTable('erp_api_keys')
        .set({ superseded_at: at })
        .where('id', 'in', ids)
        .where('superseded_at', 'is', null)
        .returning('name')
        .execute(),
    );
    return superseded.map(({ name }) => name);
  }

  /** The settings hold again what these descend from. */
  async reinstate(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.own((tx) =>
      tx.updateTable('erp_api_keys').set({ superseded_at: null }).where('id', 'in', ids).execute(),
    );
  }

  /**
   * Forgets what has ended, but for the own current key, and, with all that belongs to them, keys superseded before that
   * time. Answers the names of the latter.
   */
  async sweep(now: Date, supersededBefore: Date): Promise<readonly string[]> {
    return this.own(async (tx) => {
      await tx
        .deleteFrom('erp_api_keys')
        .where('connection', '=', DEFAULT_CONNECTION)
        .where((or) => or.or([or('state', '!=', 'current'), or('setting', '!=', this.setting)]))
        .where('expires_at', '<', now)
        .execute();
      const dropped = await tx
        .deleteFrom('erp_api_keys')
        .where('connection', '=', DEFAULT_CONNECTION)
        .where('setting', 'in', (query) =>
          query
            .selectFrom('erp_api_keys')
            .select('setting')
            .where('connection', '=', DEFAULT_CONNECTION)
            .where('superseded_at', '<', supersededBefore),
        )
        .where('setting', '!=', this.setting)
        .returning('name')
        .execute();
      return dropped.map(({ name }) => name);
    });
  }

  private rows(): Promise<readonly Row[]> {
    return this.own((tx) =>
      tx
        .selectFrom('erp_api_keys')
        .selectAll()
        .where('connection', '=', DEFAULT_CONNECTION)
        .orderBy('made_at')
        .orderBy('id')
        .execute(),
    );
  }

  private async change(
    tx: Transaction<Schema>,
    id: string,
    from: ApiKeyState,
    to: { state: ApiKeyState; secret?: string; expires_at?: Date; revoke_at?: Date },
  ): Promise<number> {
    const { numUpdatedRows } = await tx
      .updateTable('erp_api_keys')
      .set(to)
      .where('connection', '=', DEFAULT_CONNECTION)
      .where('id', '=', id)
      .where('state', '=', from)
      .executeTakeFirst();
    return Number(numUpdatedRows);
  }

  private own<T>(work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
    return this.database.transaction(this.configuration.tenant, work);
  }

  private keyOf(row: Row): StoredKey {
    return {
      id: row.id,
      state: row.state,
      name: row.name,
      secret: row.secret === null ? undefined : this.box.open(row.secret),
      expiresAt: row.expires_at,
      madeAt: row.made_at,
      revokeAt: row.revoke_at,
      supersededAt: row.superseded_at,
    };
  }

  /** The account and the key of the settings, told by nobody without SESSION_SECRET. */
  private get setting(): string {
    const { erp, auth } = this.configuration;
    if (erp.adapter !== 'odoo') return '';
    const { url, db, username, password } = erp.odoo;
    const key = deriveKey(auth.sessionSecret, 'digest of an erp setting');
    return createHmac('sha256', key)
      .update(JSON.stringify([url, db, username, password]))
      .digest('hex');
  }
}

interface Row {
  readonly id: string;
  readonly setting: string;
  readonly state: ApiKeyState;
  readonly name: string;
  readonly secret: string | null;
  readonly expires_at: Date | null;
  readonly made_at: Date;
  readonly revoke_at: Date | null;
  readonly superseded_at: Date | null;
}
