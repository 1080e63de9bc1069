import { Injectable, Logger } from '@nestjs/common';
import type { Principal } from '../auth/principal';

/** A record of the ERP that was changed, or was to be. */
export interface PointAuditEntry {
  readonly erpId: string;
  readonly erpReference: string;
  readonly before: Readonly<Record<string, string>> | null;
  readonly after: Readonly<Record<string, string>> | null;
  /** `done`, or why it was not. */
  readonly result: string;
}

/** Writes down who told the ERP what, as one structured log line per record. */
@Injectable()
export class PointAudit {
  private readonly logger = new Logger('Audit');

  record({ kind, name, role, account }: Principal, entry: PointAuditEntry): void {
    this.logger.log(
      { audit: true, actor: { kind, name, role, ...account }, action: 'write_back', ...entry },
      'inspection point write_back',
    );
  }
}
