import { Injectable } from '@nestjs/common';
import { UpstreamUnavailableError } from '@libs/upstream';
import { Listeners } from '../../common/listeners';
import { Configuration } from '../../config/configuration';
import { Database } from '../../database/database';
import { DatabaseUnavailableError } from '../../database/database-errors';
import type { KeyObstacle, KeySource } from '../erp-keys';
import { ApiKeyStore, type StoredKey } from './api-key.store';
import { type LastRotation, KeyRotationStore } from './key-rotations.store';

/** The key to log in with. */
export type KeyInUse =
  { readonly from: 'setting' } | { readonly from: 'stored'; readonly key: StoredKey & { secret: string } };

/** What there is to say about the key and its exchange; nothing is a secret. */
export interface KeyStanding extends LastRotation {
  readonly rotation: 'auto' | 'off';
  readonly inUse: KeyInUse['from'];
  /** Of the stored key that is in use. */
  readonly name: string | null;
  readonly expiresAt: Date | null;
  /** An exchange has begun and has not ended. */
  readonly underWay: boolean;
  /** Names of keys that the ERP may hold and nobody knows: their answer was lost. */
  readonly leftBehind: readonly string[];
  /** Names of keys that are still to be revoked. */
  readonly toRevoke: readonly string[];
}

export const NO_PLACE: KeyObstacle = {
  problem: 'an exchanged key has to be kept, and what Trapline keeps ends with its process',
  remedy: 'Set DATABASE_URL or DATA_DIR.',
};
const UNREADABLE: KeyObstacle = {
  problem: 'an exchanged API key is stored that cannot be read: it was sealed under another SESSION_SECRET',
  remedy:
    'Put the former SESSION_SECRET back and restart; or make a new key in the ERP and put it into ODOO_PASSWORD.',
};

/**
 * Which key the ERP's account logs in with: the one that was exchanged last, as long as the settings hold the one that it
 * descends from; else the one of the settings.
 */
@Injectable()
export class KeysInUse implements KeySource {
  private readonly listeners = new Listeners<undefined>();
  private lastAccepted: string | undefined;
  private lastKnown: KeyInUse | undefined;
  private lastProblem: KeyObstacle | undefined;
  /** Calls back when a log-in with another key than before has worked, until the returned function is called. */
  readonly onAccepted: (listener: () => void) => () => void = this.listeners.add;

  constructor(
    private readonly keys: ApiKeyStore,
    private readonly rotations: KeyRotationStore,
    private readonly database: Database,
    private readonly configuration: Configuration,
  ) {}

  /** As it was read last; undefined while it never was. */
  get known(): KeyInUse | undefined {
    return this.lastKnown;
  }

  /** Why the key could not be exchanged, as it was read last. */
  get problem(): KeyObstacle | undefined {
    return this.lastProblem;
  }

  /** Where an exchanged key outlives the process. */
  get hasPlace(): boolean {
    return this.configuration.erp.adapter === 'odoo' && this.database.status().durable;
  }

  /** The key of the settings was accepted at the last log-in. */
  get settingIsAccepted(): boolean {
    return this.lastAccepted !== undefined && this.lastAccepted === this.ofSettings;
  }

  get ofSettings(): string {
    const { erp } = this.configuration;
    return erp.adapter === 'odoo' ? erp.odoo.password : '';
  }

  async newest(): Promise<string> {
    const inUse = await this.current();
    return inUse.from === 'stored' ? inUse.key.secret : this.ofSettings;
  }

  accepted(secret: string): void {
    if (secret === this.lastAccepted) return;
    this.lastAccepted = secret;
    this.listeners.tell(undefined);
  }

  /**
   * While the database is away, what was read last.
   * @throws UpstreamUnavailableError while it is away and nothing was read before: the key of the settings may be revoked
   */
  async current(): Promise<KeyInUse> {
    if (!this.hasPlace) return (this.lastKnown = { from: 'setting' });
    try {
      return this.pick(await this.keys.list());
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
      if (this.lastKnown !== undefined) return this.lastKnown;
      const message = 'the database cannot be reached, which may hold the API key of the ERP';
      throw new UpstreamUnavailableError(message, 'not_sent', {
        ...{ system: 'database', operation: 'api key', cause: error },
      });
    }
  }

  /** Undefined where there is no such key. @throws DatabaseUnavailableError */
  async standing(): Promise<KeyStanding | undefined> {
    const { erp } = this.configuration;
    if (erp.adapter !== 'odoo') return undefined;
    const rotation = erp.odoo.apiKeyRotation;
    if (!this.hasPlace) {
      const problem = rotation === 'auto' ? NO_PLACE : undefined;
      this.lastProblem = problem;
      return {
        ...{ rotation, inUse: 'setting', name: null, expiresAt: null, underWay: false, leftBehind: [] },
        ...{ toRevoke: [], wantedAt: null, triedAt: null, rotatedAt: null },
        ...{ problem: problem?.problem ?? null, remedy: problem?.remedy ?? null },
      };
    }
    const [keys, foreign, last] = [
      await this.keys.list(),
      await this.keys.foreign(),
      await this.rotations.last(),
    ];
    const inUse = this.pick(keys);
    const hidden = !this.settingIsAccepted && unreadable(keys, foreign);
    const obstacle = hidden ? UNREADABLE : obstacleOf(last);
    this.lastProblem = obstacle;
    return {
      ...last,
      rotation,
      inUse: inUse.from,
      name: inUse.from === 'stored' ? inUse.key.name : null,
      expiresAt: inUse.from === 'stored' ? inUse.key.expiresAt : null,
      underWay:
        last.wantedAt !== null || keys.some(({ state }) => state === 'asked' || state === 'candidate'),
      leftBehind: keys.flatMap(({ state, name }) => (state === 'lost' ? [name] : [])),
      toRevoke: keys.flatMap(({ state, name }) => (state === 'retiring' ? [name] : [])),
      problem: obstacle?.problem ?? null,
      remedy: obstacle?.remedy ?? null,
    };
  }

  private pick(keys: readonly StoredKey[]): KeyInUse {
    const current = keys.find(({ state }) => state === 'current');
    const secret = current?.secret;
    this.lastKnown =
      current === undefined || secret === undefined
        ? { from: 'setting' }
        : { from: 'stored', key: { ...current, secret } };
    return this.lastKnown;
  }
}

/** Nothing in use can be read, and there is something that cannot: the digest of the setting needs the same secret as the seal. */
function unreadable(keys: readonly StoredKey[], foreign: readonly StoredKey[]): boolean {
  if (keys.some(({ state }) => state === 'current')) return false;
  return foreign.some(({ secret }) => secret === undefined);
}

function obstacleOf({ problem, remedy }: LastRotation): KeyObstacle | undefined {
  return problem === null ? undefined : { problem, remedy: remedy ?? '' };
}
