import { ApiProperty } from '@nestjs/swagger';
import type { KeyStanding } from '../erp/keys/keys-in-use';

/** How it stands with the API key of a connection; never the key. */
export class ConnectionKeyDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ example: 'default' }) connection!: string;
  @ApiProperty({ enum: ['auto', 'off'], description: '`ODOO_API_KEY_ROTATION`' }) rotation!: 'auto' | 'off';
  @ApiProperty({
    enum: ['setting', 'stored'],
    description: '`stored`: one that was exchanged for the key in ODOO_PASSWORD',
  })
  in_use!: 'setting' | 'stored';
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'Trapline 2026-11-21 7f3a',
    description: 'Name of the stored key in the ERP',
  })
  name!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'End of the stored key' })
  expires_at!: string | null;
  @ApiProperty({ description: 'An exchange was asked for or has begun, and has not ended' })
  under_way!: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) rotated_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) tried_at!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the last attempt did not succeed' })
  problem!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What an administrator has to do' })
  remedy!: string | null;
  @ApiProperty({
    type: [String],
    description: 'Keys that the ERP may hold and nobody knows, since the answer was lost: delete them there',
  })
  left_behind!: string[];
  @ApiProperty({ type: [String], description: 'Keys that are still to be revoked' }) to_revoke!: string[];

  static of(connection: string, standing: KeyStanding): ConnectionKeyDto {
    const { rotation, inUse, name, expiresAt, underWay, rotatedAt, triedAt, problem, remedy } = standing;
    return {
      ...{ success: true, connection, rotation, in_use: inUse, name },
      expires_at: expiresAt?.toISOString() ?? null,
      under_way: underWay,
      rotated_at: rotatedAt?.toISOString() ?? null,
      tried_at: triedAt?.toISOString() ?? null,
      ...{ problem, remedy },
      left_behind: [...standing.leftBehind],
      to_revoke: [...standing.toRevoke],
    };
  }
}
