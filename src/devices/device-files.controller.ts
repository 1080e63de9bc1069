import { Body, Controller, Get, Header, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { ProblemError } from '../common/problem';
import { FieldErrorDto } from '../common/problem.dto';
import { CatalogueService } from '../microshare/catalogue.service';
import { toCsv } from './device-csv';
import { DeviceImport, type RowResult, type RowVerdict } from './device-import';
import { DeviceLists } from './device-lists';
import { DeviceFilterDto } from './device-query';
import { QueryBoolean } from './query-boolean';

const VERDICTS = ['create', 'created', 'update', 'updated', 'unchanged', 'error', 'failed'] as const;

class ImportQueryDto {
  @ApiPropertyOptional({ type: Boolean, default: true, description: 'Only say what would be done' })
  @QueryBoolean()
  dry_run: boolean = true;
}

class ImportRowDto {
  @ApiProperty({ type: 'integer', description: 'Line of the file; the header is line 1', example: 2 })
  line!: number;
  @ApiProperty({ enum: VERDICTS }) verdict!: RowVerdict;
  @ApiProperty({ example: 'HF_DSM_0014' }) erp_reference!: string;
  @ApiProperty({ type: String, nullable: true }) guid!: string | null;
  @ApiProperty({ type: String, nullable: true }) cluster_id!: string | null;
  @ApiProperty({ type: [FieldErrorDto] }) errors!: FieldErrorDto[];
}

class ImportReportDto {
  @ApiProperty({ description: 'No row has the verdict error or failed' }) success!: boolean;
  @ApiProperty() dry_run!: boolean;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { create: 12, error: 1 },
  })
  summary!: Record<string, number>;
  @ApiProperty({ type: [ImportRowDto] }) rows!: ImportRowDto[];
}

@ApiTags('devices')
@ApiProblems(401, 403, 422, 429, 503)
@Controller('api/v1/devices')
export class DeviceFilesController {
  constructor(
    private readonly catalogue: CatalogueService,
    private readonly lists: DeviceLists,
    private readonly imports: DeviceImport,
  ) {}

  @Get('export')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="devices.csv"')
  @ApiOperation({ summary: 'Devices as CSV, with the filters of the list' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  export(@CurrentPrincipal() { account }: Principal, @Query() filter: DeviceFilterDto): string {
    const { index } = this.catalogue.view(account);
    return toCsv(this.lists.all(index, filter));
  }

  @Post('import')
  @Roles('operator')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Creates and changes devices from CSV',
    description:
      'A row whose guid is known changes that device, any other creates one. A dry run by default: send dry_run=false to ' +
      'carry it out. Each row stands for itself.',
  })
  @ApiConsumes('text/csv')
  @ApiBody({
    schema: {
      type: 'string',
      example:
        'customer,site,area,erp_reference,placement,configuration\nHarbour Foods,Dock Street Mill,Grain Intake,HF_DSM_0014,Internal,Glue\n',
    },
  })
  @ApiOkResponse({ type: ImportReportDto })
  @ApiProblems(413, 415)
  async import(
    @CurrentPrincipal() principal: Principal,
    @Query() { dry_run: dryRun }: ImportQueryDto,
    @Body() csv: unknown,
  ): Promise<ImportReportDto> {
    if (typeof csv !== 'string' || csv.trim() === '') {
      throw new ProblemError('unprocessable', 'the body must be CSV with a header line, sent as text/csv', {
        errors: [{ field: 'body', message: 'must be CSV, sent as text/csv' }],
      });
    }
    const results = await this.imports.run(principal, csv, dryRun);
    const summary: Record<string, number> = {};
    for (const { verdict } of results) summary[verdict] = (summary[verdict] ?? 0) + 1;
    const failed = results.some(({ verdict }) => verdict === 'error' || verdict === 'failed');
    return { success: !failed, dry_run: dryRun, summary, rows: results.map(toRowDto) };
  }
}

function toRowDto({ line, verdict, erpReference, guid, clusterId, errors }: RowResult): ImportRowDto {
  return { line, verdict, erp_reference: erpReference, guid, cluster_id: clusterId, errors: [...errors] };
}
