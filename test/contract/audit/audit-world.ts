import type { Transaction } from 'kysely';
import { type AuditAct } from '../../../src/audit/audit-act';
import { AuditChain } from '../../../src/audit/audit-chain';
import { AuditCheckpoints } from '../../../src/audit/audit-checkpoints';
import { AuditRecords } from '../../../src/audit/audit-records';
import { AuditRetention } from '../../../src/audit/audit-retention';
import { AuditSigner } from '../../../src/audit/audit-signer';
import { AuditTrail } from '../../../src/audit/audit-trail';
import { CheckpointStore } from '../../../src/audit/checkpoint-store';
import { type Verdict, verifyChain } from '../../../src/audit/verify/verify-chain';
import type { Configuration } from '../../../src/config/configuration';
import { loadConfiguration } from '../../../src/config/load-configuration';
import type { Database, DatabaseStatus } from '../../../src/database/database';
import { DatabaseUnavailableError } from '../../../src/database/database-errors';
import type { DatabasePool } from '../../../src/database/database-pool';
import type { Schema } from '../../../src/database/schema';
import { Metrics } from '../../../src/metrics/metrics';

/** What is asked of a trail, over one database. */
export interface AuditWorld {
  readonly trail: AuditTrail;
  readonly records: AuditRecords;
  readonly checkpoints: AuditCheckpoints;
  readonly retention: AuditRetention;
  readonly store: CheckpointStore;
  readonly metrics: Metrics;
  readonly verify: (tenant: string) => Promise<Verdict>;
}

export function auditWorld(database: Database, variables: Readonly<Record<string, string>> = {}): AuditWorld {
  const configuration = settings(variables);
  const metrics = new Metrics(configuration);
  const chain = new AuditChain(database);
  const trail = new AuditTrail(chain, database, configuration, metrics);
  const records = new AuditRecords(database);
  const store = new CheckpointStore(database);
  const checkpoints = new AuditCheckpoints(chain, store, new AuditSigner(configuration));
  const retention = new AuditRetention(database, checkpoints, trail);
  const verify = async (tenant: string): Promise<Verdict> =>
    verifyChain(tenant, await store.list(tenant), records.walk(tenant));
  return { trail, records, checkpoints, retention, store, metrics, verify };
}

export function settings(variables: Readonly<Record<string, string>> = {}): Configuration {
  return loadConfiguration({
    MICROSHARE_API_URL: 'http://microshare.invalid',
    MICROSHARE_AUTH_URL: 'http://microshare.invalid',
    MICROSHARE_CLIENT_ID: 'none',
    MICROSHARE_USERNAME: 'none',
    MICROSHARE_PASSWORD: 'none',
    SESSION_SECRET: 'no session is ever opened with this',
    ...variables,
  });
}

export function act(tenant: string, id: string, more: Partial<AuditAct> = {}): AuditAct {
  return {
    tenant,
    actor: { kind: 'api_key', name: 'planner', role: 'operator', account: 'a1' },
    action: 'device.update',
    subject: { kind: 'device', id, reference: `REF_${id}`, cluster: 'c1' },
    before: { status: 'pending', nested: { b: 1, a: [1.5, null, 'ü'] } },
    after: { status: 'active' },
    result: 'done',
    ...more,
  };
}

/** A database that can be told to be away, or to lose the connection after it has committed. */
export class FaultyDatabase implements Database {
  away = false;
  /** How many of the next commits are carried out and then not answered. */
  unansweredCommits = 0;

  constructor(private readonly real: Database) {}

  async transaction<T>(tenant: string, work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
    if (this.away) throw new DatabaseUnavailableError('the database cannot be reached');
    const result = await this.real.transaction(tenant, work);
    if (this.unansweredCommits === 0) return result;
    this.unansweredCommits -= 1;
    throw new DatabaseUnavailableError('the connection broke', { committing: true });
  }

  ready(): Promise<void> {
    return this.real.ready();
  }

  ping(): Promise<void> {
    return this.real.ping();
  }

  status(): DatabaseStatus {
    return this.real.status();
  }

  get pool(): DatabasePool {
    return this.real.pool;
  }
}
