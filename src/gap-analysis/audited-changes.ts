import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditRecords } from '../audit/audit-records';
import { AuditTrail } from '../audit/audit-trail';
import type { UpstreamAccount } from '../microshare/upstream-account';
import { type ChangedRecords, GapOrigins, type OwnChange } from './gap-origins';

/** Tells what the audit trail has of devices that were written. */
@Injectable()
export class AuditedChanges implements OnModuleInit {
  constructor(
    private readonly origins: GapOrigins,
    private readonly records: AuditRecords,
    private readonly trail: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.origins.add((account, records, since) => this.since(account, records, since));
  }

  private async since(
    { tenant, account }: UpstreamAccount,
    { guids }: ChangedRecords,
    since: Date,
  ): Promise<readonly OwnChange[]> {
    if (guids.length === 0) return [];
    await this.trail.flush();
    const found = await this.records.lastOf(tenant, 'device', guids, since);
    return found.map(({ subject, actor, account: by, time }) => ({
      side: 'device',
      record: subject,
      how: 'api',
      actor: by === account ? actor : null,
      planId: null,
      at: time,
    }));
  }
}
