import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseEngine } from '../database-engine';
import { DatabaseRefusedError } from '../database-errors';
import { migrate } from '../migrate';
import type { Migrations } from '../migrations';
import { migrateQueue, QUEUE_SCHEMA } from '../queue-schema';
import { examineRole, grantRuntimeRole, quoted } from '../runtime-role';
import { EmbeddedPool } from './embedded-pool';
import { FolderLock } from './folder-lock';
import { seedPath } from './seed-path.cjs';

const OWNER = 'postgres';
const RUNTIME_ROLE = 'trapline_runtime';

/** PostgreSQL in a thread of this process, its data in `dataDir`, or in memory without one. For one process alone. */
export class EmbeddedEngine extends DatabaseEngine {
  readonly driver = 'embedded';
  readonly durable: boolean;
  readonly pool: EmbeddedPool;
  private lock: FolderLock | undefined;

  constructor(
    private readonly dataDir: string | undefined,
    private readonly migrations: Migrations,
  ) {
    super();
    this.durable = dataDir !== undefined;
    const seed = seedPath();
    this.pool = new EmbeddedPool({
      ...(dataDir !== undefined && { folder: join(resolve(dataDir), 'database') }),
      ...(existsSync(seed) && { seed }),
    });
  }

  async prepare(): Promise<void> {
    await this.lockFolder();
    // The session is the owner's until it takes the role that row-level security applies to.
    await this.pool.query(`set role ${OWNER}`);
    await migrate(this.pool, this.migrations, async (client) => {
      const known = await client.query('select from pg_roles where rolname = $1', [RUNTIME_ROLE]);
      if (known.rowCount === 0) await client.query(`create role ${quoted(RUNTIME_ROLE)}`);
      await migrateQueue(client);
      await grantRuntimeRole(client, RUNTIME_ROLE, ['public', QUEUE_SCHEMA]);
    });
    await this.pool.query(`set search_path to public, ${QUEUE_SCHEMA}`);
    await this.pool.query(`set role ${quoted(RUNTIME_ROLE)}`);
    const client = await this.pool.connect();
    try {
      await examineRole(client);
    } finally {
      client.release();
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.lock?.release();
    this.lock = undefined;
  }

  private async lockFolder(): Promise<void> {
    if (this.dataDir === undefined || this.lock !== undefined) return;
    const folder = resolve(this.dataDir);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      this.lock = await FolderLock.take(join(folder, 'database.lock'));
    } catch (error) {
      if (error instanceof DatabaseRefusedError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new DatabaseRefusedError(`DATA_DIR cannot be used: ${reason}`, error);
    }
  }
}
