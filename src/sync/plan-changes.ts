import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sideOf } from '@libs/domain';
import { sql } from 'kysely';
import { Database } from '../database/database';
import { type ChangedRecords, GapOrigins, type OwnChange } from '../gap-analysis/gap-origins';
import type { UpstreamAccount } from '../microshare/upstream-account';
import './plan.tables';

/** Tells the gap analysis which records plans have changed. */
@Injectable()
export class PlanChanges implements OnModuleInit {
  constructor(
    private readonly origins: GapOrigins,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.origins.add((account, records, since) => this.since(account, records, since));
  }

  private async since(
    { tenant, account }: UpstreamAccount,
    { guids, erpIds }: ChangedRecords,
    since: Date,
  ): Promise<readonly OwnChange[]> {
    const rows = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('sync_plan_actions as action')
        .innerJoin('sync_plans as plan', (join) =>
          join.onRef('plan.tenant', '=', 'action.tenant').onRef('plan.id', '=', 'action.plan_id'),
        )
        .select(['plan.id', 'plan.account', 'plan.started_by', 'action.kind', 'action.guid', 'action.erp_id'])
        .select(sql<Date>`action.settled_at`.as('at'))
        .where('action.tenant', '=', tenant)
        .where('action.status', 'in', ['applied', 'undone'])
        .where('action.settled_at', '>=', since)
        .where((eb) =>
          eb.or([
            eb('action.guid', '=', sql<string>`any(${[...guids]}::text[])`),
            eb('action.erp_id', '=', sql<string>`any(${[...erpIds]}::text[])`),
          ]),
        )
        .execute(),
    );
    return rows.flatMap((row): OwnChange[] => {
      const side = sideOf(row.kind) === 'erp' ? 'point' : 'device';
      const record = side === 'point' ? row.erp_id : row.guid;
      const isOurs = row.account === account;
      return record === null
        ? []
        : [
            {
              side,
              record,
              how: 'plan',
              actor: isOurs ? (row.started_by?.name ?? null) : null,
              planId: isOurs ? row.id : null,
              at: row.at,
            },
          ];
    });
  }
}
