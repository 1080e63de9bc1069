import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import type { InspectionPoint } from '@libs/domain';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { CurrentPrincipal } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { decodeCursor, encodeCursor } from '../common/cursor';
import { CatalogueService } from '../microshare/catalogue.service';
import { foldText } from './fold-text';
import { InspectionPointDto, toInspectionPointDto } from './inspection-point.dto';
import { InspectionPoints } from './inspection-points';
import { QueryBoolean } from './query-boolean';
import { withoutDevice } from './unmapped-points';

class PointQueryDto {
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) customer?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) site?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) area?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(200) reference?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Only archived points, or only others' })
  @IsOptional()
  @QueryBoolean()
  archived?: boolean;

  @ApiPropertyOptional({ description: 'Text anywhere in reference, name, customer, site or area' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 10_000, default: 100 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit: number = 100;

  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(2_000) cursor?: string;
}

class PointListDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: [InspectionPointDto] }) inspection_points!: InspectionPointDto[];
  @ApiProperty({ type: 'integer', description: 'Points that the filters select, over all pages' })
  total_count!: number;
  @ApiProperty({ type: 'integer', description: 'Seconds since the ERP was read' }) age_seconds!: number;
  @ApiProperty({ type: String, nullable: true }) next_cursor!: string | null;
}

@ApiTags('erp')
@ApiProblems(400, 401, 403, 422, 429, 502, 503)
@Controller('api/v1/erp/discovery')
export class ErpDiscoveryController {
  constructor(
    private readonly points: InspectionPoints,
    private readonly catalogue: CatalogueService,
  ) {}

  @Get('inspection-points')
  @ApiOperation({ summary: 'Inspection points of the ERP' })
  @ApiOkResponse({ type: PointListDto })
  async inspectionPoints(@Query() query: PointQueryDto): Promise<PointListDto> {
    const { points, asOf } = await this.points.list();
    return page(points, asOf, query);
  }

  @Get('unmapped')
  @ApiOperation({ summary: 'Active inspection points whose reference no device has' })
  @ApiOkResponse({ type: PointListDto })
  async unmapped(
    @CurrentPrincipal() { account }: Principal,
    @Query() query: PointQueryDto,
  ): Promise<PointListDto> {
    const { index } = this.catalogue.view(account);
    const { points, asOf } = await this.points.list();
    return page(withoutDevice(points, index), asOf, query);
  }
}

function page(points: readonly InspectionPoint[], asOf: Date, query: PointQueryDto): PointListDto {
  const selected = points.filter(filterOf(query));
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, isPlace).after;
  const start = after === undefined ? 0 : positionAfter(selected, after);
  const found = selected.slice(start, start + query.limit);
  const last = found.at(-1);
  const more = start + found.length < selected.length;
  return {
    success: true,
    inspection_points: found.map(toInspectionPointDto),
    total_count: selected.length,
    age_seconds: Math.max(0, Math.floor((Date.now() - asOf.getTime()) / 1000)),
    next_cursor: more && last !== undefined ? encodeCursor({ after: last.erpId } satisfies Place) : null,
  };
}

interface Place {
  /** The ERP's id of the last point of the page before; adapters list points in the order of ids. */
  readonly after: string;
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && 'after' in value && typeof value.after === 'string';
}

/** Where to go on when the point itself may be gone: ids that are numbers compare as such. */
function positionAfter(points: readonly InspectionPoint[], erpId: string): number {
  const exact = points.findIndex((point) => point.erpId === erpId);
  if (exact !== -1) return exact + 1;
  const next = points.findIndex(({ erpId: id }) => id.localeCompare(erpId, 'en', { numeric: true }) > 0);
  return next === -1 ? points.length : next;
}

function filterOf(query: PointQueryDto): (point: InspectionPoint) => boolean {
  const needle = query.q === undefined ? '' : foldText(query.q);
  return (point) =>
    (['customer', 'site', 'area', 'reference'] as const).every((field) => {
      const wanted = query[field];
      return wanted === undefined || foldText(point[field]) === foldText(wanted);
    }) &&
    (query.archived === undefined || point.archived === query.archived) &&
    (['reference', 'name', 'customer', 'site', 'area'] as const).some((field) =>
      foldText(point[field]).includes(needle),
    );
}
