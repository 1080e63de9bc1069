import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_RESULTS } from './audit-act';
import type { AuditRecord } from './audit-record';
import type { Checkpoint } from './checkpoint';
import { keyIdOf } from './signing-key';

export class AuditRecordDto {
  @ApiProperty({ example: 'default' }) tenant!: string;
  @ApiProperty({ type: 'integer', example: 1742, description: '1, 2, 3… without a gap' }) seq!: number;
  @ApiProperty({ format: 'date-time' }) time!: string;
  @ApiProperty({ enum: ['api_key', 'session', 'anonymous', 'system'] }) actor_kind!: string;
  @ApiProperty({ example: 'planner', description: "API key's name, user name, or what acted by itself" })
  actor!: string;
  @ApiProperty({ type: String, nullable: true, example: 'operator' }) role!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Opaque key of the Microshare account' })
  account!: string | null;
  @ApiProperty({ example: 'device.update' }) action!: string;
  @ApiProperty({ example: 'device' }) subject_kind!: string;
  @ApiProperty({ example: '41eb3784-6572-4b99-82b1-046ded0326bb' }) subject!: string;
  @ApiProperty({ type: String, nullable: true, example: 'HARB_DOCK_0008' }) reference!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Id of the Microshare cluster' })
  cluster!: string | null;
  @ApiProperty({ type: Object, nullable: true, description: 'The subject before' }) before!: unknown;
  @ApiProperty({ type: Object, nullable: true, description: 'The subject afterwards' }) after!: unknown;
  @ApiProperty({ enum: AUDIT_RESULTS }) result!: string;
  @ApiProperty({ type: String, nullable: true, description: 'In words' }) detail!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'X-Request-Id of the request' })
  correlation_id!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Id of the plan that it was done for' })
  plan!: string | null;
  @ApiProperty({ type: String, nullable: true, example: '17', description: 'Id of the action in that plan' })
  plan_action!: string | null;
  @ApiProperty({ description: 'Hash of the record before' }) previous!: string;
  @ApiProperty({
    description: `SHA-256, hex, of the canonical JSON (RFC 8785) of all other members of the record, without \`plan\` and
\`plan_action\` where they are null`,
  })
  hash!: string;
}

export class AuditPageDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: [AuditRecordDto], description: 'The latest first' }) records!: AuditRecordDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page' }) next_cursor!:
    string | null;
}

export class CheckpointDto {
  @ApiProperty({ example: 'default' }) tenant!: string;
  @ApiProperty({ type: 'integer', example: 1742 }) seq!: number;
  @ApiProperty({ description: 'Hash of that record' }) hash!: string;
  @ApiProperty({ format: 'date-time' }) time!: string;
  @ApiProperty({ description: 'The records up to this one were given up' }) anchor!: boolean;
  @ApiProperty({ example: '9f2c6a1b0d3e4f5061728394a5b6c7d8' }) key_id!: string;
  @ApiProperty({ description: 'SPKI, PEM' }) public_key!: string;
  @ApiProperty({ description: 'Ed25519, base64' }) signature!: string;
}

export class CheckpointListDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ description: 'The key that signs now: SPKI, PEM' }) public_key!: string;
  @ApiProperty({ example: '9f2c6a1b0d3e4f5061728394a5b6c7d8' }) key_id!: string;
  @ApiProperty({ type: [CheckpointDto], description: 'The latest first' }) checkpoints!: CheckpointDto[];
}

export function toAuditRecordDto({ before, after, ...record }: AuditRecord): AuditRecordDto {
  return { ...record, before: parsed(before), after: parsed(after) };
}

export function toCheckpointDto(checkpoint: Checkpoint): CheckpointDto {
  return { ...checkpoint, key_id: keyIdOf(checkpoint.public_key) };
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}
