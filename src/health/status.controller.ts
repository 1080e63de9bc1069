import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { CacheStore } from '../cache/cache.store';
import { ApiProblems } from '../common/api-problems';
import { Configuration } from '../config/configuration';
import { Database } from '../database/database';
import { DatabaseUnavailableError } from '../database/database-errors';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { CredentialWatch } from '../erp/credential-watch';
import { KeysInUse, type KeyStanding } from '../erp/keys/keys-in-use';
import { CatalogueService } from '../microshare/catalogue.service';
import { VERSION } from '../version';

class DatabaseStatusDto {
  @ApiProperty({ enum: ['postgresql', 'embedded'] }) driver!: string;
  @ApiProperty({ description: 'Whether what it holds outlives the process' }) durable!: boolean;
  @ApiProperty({
    enum: ['not_opened', 'opening', 'ready', 'unavailable'],
    description: '`not_opened`: nothing has been kept in memory yet, and it opens with the first use',
  })
  state!: string;
  @ApiPropertyOptional({ description: 'Why it is unavailable' }) message?: string;
}

class CredentialDto {
  @ApiProperty({ format: 'date-time' }) expires_at!: string;
  @ApiProperty({ type: 'integer', example: 12, description: 'Whole days; negative when it has ended' })
  days_left!: number;
  @ApiProperty({ type: String, nullable: true, description: 'From 14 days before the end on' })
  warning!: string | null;
}

class KeyRotationDto {
  @ApiProperty({ enum: ['auto', 'off'], description: '`ODOO_API_KEY_ROTATION`' }) mode!: 'auto' | 'off';
  @ApiProperty({
    enum: ['setting', 'stored'],
    description: '`stored`: one that was exchanged for that in the settings',
  })
  in_use!: 'setting' | 'stored';
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) rotated_at!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the key could not be exchanged' })
  problem!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What an administrator has to do about it' })
  remedy!: string | null;
}

class StatusDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ example: '0.1.0' }) version!: string;
  @ApiProperty({ type: 'integer' }) uptime_seconds!: number;
  @ApiProperty({ example: 'default' }) tenant!: string;
  @ApiProperty({ description: "What the caller's account sees", type: 'object', additionalProperties: true })
  catalogue!: Record<string, unknown>;
  @ApiProperty({ enum: ['redis', 'memory'] }) cache_driver!: string;
  @ApiProperty({ type: DatabaseStatusDto }) database!: DatabaseStatusDto;
  @ApiProperty({ example: 'odoo', description: 'ERP that inspection points come from' }) erp!: string;
  @ApiProperty({
    type: CredentialDto,
    nullable: true,
    description: "The ERP's API key; null where no end is known",
  })
  erp_credential!: CredentialDto | null;
  @ApiProperty({
    type: KeyRotationDto,
    nullable: true,
    description: 'The exchange of that key; null for an ERP without, and while the database is away',
  })
  erp_key_rotation!: KeyRotationDto | null;
  @ApiProperty({ example: '0 5 * * *' }) gap_analysis_cron!: string;
  @ApiProperty({ example: '/docs' }) docs!: string;
}

@ApiTags('health')
@Controller('api/v1/status')
export class StatusController {
  constructor(
    private readonly configuration: Configuration,
    private readonly catalogue: CatalogueService,
    private readonly store: CacheStore,
    private readonly database: Database,
    private readonly erp: BaseErpAdapter,
    private readonly credentials: CredentialWatch,
    private readonly keys: KeysInUse,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What is running, for the people who use it' })
  @ApiOkResponse({ type: StatusDto })
  @ApiProblems(401, 403, 429)
  async status(@CurrentPrincipal() { account }: Principal): Promise<StatusDto> {
    return {
      success: true,
      version: VERSION,
      uptime_seconds: Math.floor(process.uptime()),
      tenant: account.tenant,
      catalogue: { ...this.catalogue.status(account) },
      cache_driver: this.store.driver,
      database: this.database.status(),
      erp: this.erp.capabilities().system,
      erp_credential: this.credential(),
      erp_key_rotation: await this.rotation(),
      gap_analysis_cron: this.configuration.gapAnalysis.cron,
      docs: '/docs',
    };
  }

  private credential(): CredentialDto | null {
    const state = this.credentials.state();
    if (state === undefined) return null;
    const { expiresAt, daysLeft, warning = null } = state;
    return { expires_at: expiresAt.toISOString(), days_left: daysLeft, warning };
  }

  private async rotation(): Promise<KeyRotationDto | null> {
    let standing: KeyStanding | undefined;
    try {
      standing = await this.keys.standing();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
    }
    if (standing === undefined) return null;
    const { rotation, inUse, rotatedAt, problem, remedy } = standing;
    return { mode: rotation, in_use: inUse, rotated_at: rotatedAt?.toISOString() ?? null, problem, remedy };
  }
}
