import { Injectable, Logger } from '@nestjs/common';
import type { Device } from '@libs/domain';
import type { Principal } from '../auth/principal';

/** One operation that changed, or tried to change, either side. */
export interface AuditEntry {
  readonly action: 'create' | 'update' | 'delete';
  readonly guid: string;
  readonly clusterId: string;
  readonly before: Device | null;
  readonly after: Device | null;
  /** `done`, or why it was not. */
  readonly result: string;
}

/** Writes down who changed what, as one structured log line per operation; the line carries the correlation id. */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger('Audit');

  record({ kind, name, role, account }: Principal, entry: AuditEntry): void {
    this.logger.log(
      { audit: true, actor: { kind, name, role, ...account }, ...entry },
      `device ${entry.action}`,
    );
  }
}
