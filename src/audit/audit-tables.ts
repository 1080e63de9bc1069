import type { Int8, Timestamp } from '../database/schema';
import type { AuditEntry } from './audit-record';

declare module '../database/schema' {
  interface Schema {
    /** Which chains there are; the row is locked while its chain is appended to. */
    audit_chains: { name: string };
    audit_records: AuditRecordTable;
    audit_checkpoints: AuditCheckpointTable;
  }
}

interface AuditRecordTable extends Omit<AuditEntry, 'time'> {
  readonly tenant: string;
  readonly seq: Int8;
  readonly time: Timestamp;
  readonly previous: string;
  readonly hash: string;
}

interface AuditCheckpointTable {
  readonly tenant: string;
  readonly seq: Int8;
  readonly hash: string;
  readonly time: Timestamp;
  /** The records up to `seq` may be deleted: the chain begins here. */
  readonly anchor: boolean;
  /** PEM. */
  readonly public_key: string;
  /** Ed25519, base64. */
  readonly signature: string;
}
