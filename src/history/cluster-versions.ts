import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { ClusterState } from '../microshare/cluster-state';
import { stateText } from './state-text';

declare module '../database/schema' {
  interface Schema {
    cluster_versions: {
      readonly tenant: string;
      readonly cluster_id: string;
      /** 1, 2, 3… per cluster. */
      readonly version: Int8;
      readonly taken_at: Timestamp;
      readonly name: string;
      readonly device_count: number;
      /** Writes that this state stands for: 1, or more where states in between were not kept. */
      readonly writes: number;
      readonly digest: string;
      /** JSON, compressed. */
      readonly content: Buffer;
    };
  }
}

/** A state that is kept, without its content. */
export interface ClusterVersion {
  readonly clusterId: string;
  readonly version: number;
  readonly takenAt: Date;
  readonly name: string;
  readonly deviceCount: number;
  /** Writes since the version before it: more than 1 where states in between were not kept. */
  readonly writes: number;
}

/** A state to keep. */
export interface StateBeforeWrite {
  readonly tenant: string;
  readonly clusterId: string;
  readonly takenAt: Date;
  readonly state: ClusterState;
  readonly writes: number;
}

const compress = promisify(gzip);
const expand = promisify(gunzip);
const COLUMNS = ['cluster_id', 'version', 'taken_at', 'name', 'device_count', 'writes'] as const;

/** Keeps what clusters were like. @throws DatabaseUnavailableError */
@Injectable()
export class ClusterVersions {
  constructor(private readonly database: Database) {}

  /** Keeps a state, unless it is the one kept last. @returns whether it is new */
  async keep({ tenant, clusterId, takenAt, state, writes }: StateBeforeWrite): Promise<boolean> {
    const text = stateText(state);
    const digest = createHash('sha256').update(text).digest('base64url');
    const content = await compress(text);
    return this.database.transaction(tenant, async (tx) => {
      const last = await tx
        .selectFrom('cluster_versions')
        .select(['version', 'digest'])
        .where('tenant', '=', tenant)
        .where('cluster_id', '=', clusterId)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (last?.digest === digest) return false;
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('cluster_versions')
        .values({
          tenant,
          cluster_id: clusterId,
          version: Number(last?.version ?? 0) + 1,
          taken_at: takenAt,
          name: state.name ?? '',
          device_count: state.data?.devices?.length ?? 0,
          writes,
          digest,
          content,
        })
        // Another replica was first; its state is of the same moment, since one alone writes the cluster.
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    });
  }

  /** The latest first, those before `below` where it is given. */
  async list(
    tenant: string,
    clusterId: string,
    page: { readonly below?: number | undefined; readonly limit: number },
  ): Promise<ClusterVersion[]> {
    const rows = await this.database.transaction(tenant, (tx) => {
      const own = tx
        .selectFrom('cluster_versions')
        .select(COLUMNS)
        .where('tenant', '=', tenant)
        .where('cluster_id', '=', clusterId);
      const wanted = page.below === undefined ? own : own.where('version', '<', String(page.below));
      return wanted.orderBy('version', 'desc').limit(page.limit).execute();
    });
    return rows.map(versionOf);
  }

  /** One version with what the cluster was like; undefined where it is not kept. */
  async find(
    tenant: string,
    clusterId: string,
    version: number,
  ): Promise<(ClusterVersion & { readonly state: ClusterState }) | undefined> {
    const row = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('cluster_versions')
        .select([...COLUMNS, 'content'])
        .where('tenant', '=', tenant)
        .where('cluster_id', '=', clusterId)
        .where('version', '=', String(version))
        .executeTakeFirst(),
    );
    if (row === undefined) return undefined;
    const state = JSON.parse((await expand(row.content)).toString('utf8')) as ClusterState;
    return { ...versionOf(row), state };
  }

  /** Forgets what was kept before this time. @returns how many versions */
  async expire(tenant: string, before: Date): Promise<number> {
    const { numDeletedRows } = await this.database.transaction(tenant, (tx) =>
      tx
        .deleteFrom('cluster_versions')
        .where('tenant', '=', tenant)
        .where('taken_at', '<', before)
        .executeTakeFirstOrThrow(),
    );
    return Number(numDeletedRows);
  }
}

interface VersionRow {
  readonly cluster_id: string;
  readonly version: string;
  readonly taken_at: Date;
  readonly name: string;
  readonly device_count: number;
  readonly writes: number;
}

function versionOf(row: VersionRow): ClusterVersion {
  return {
    clusterId: row.cluster_id,
    version: Number(row.version),
    takenAt: row.taken_at,
    name: row.name,
    deviceCount: row.device_count,
    writes: row.writes,
  };
}
