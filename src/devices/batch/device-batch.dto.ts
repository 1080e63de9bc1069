import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath, OmitType } from '@nestjs/swagger';
import { ProblemError } from '../../common/problem';
import { missingBody } from '../../common/validation.pipe';
import { ProblemDto } from '../../common/problem.dto';
import { BatchCreateDto, BatchDeleteDto, BatchUpdateDto } from './device-batch-items';
import { DeviceDto } from '../device.dto';
import { QueryBoolean } from '../query-boolean';

/** Items of one batch at most. */
export const MOST_ITEMS = 10_000;

export class BatchQueryDto {
  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Only say what would be done' })
  @QueryBoolean()
  dry_run: boolean = false;
}

/** The body as documented. Its items are validated one by one, see `toBatchItem`: a wrong one fails alone. */
@ApiExtraModels(BatchCreateDto, BatchUpdateDto, BatchDeleteDto)
export class BatchRequestDto {
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: MOST_ITEMS,
    items: {
      oneOf: [BatchCreateDto, BatchUpdateDto, BatchDeleteDto].map((each) => ({ $ref: getSchemaPath(each) })),
    },
    example: [
      {
        op: 'create',
        customer: 'Harbour Foods',
        site: 'Dock Street Mill',
        area: 'Grain Intake',
        erp_reference: 'HF_DSM_0014',
        placement: 'Internal',
        configuration: 'Glue',
      },
      { op: 'update', guid: 'erp-device-1', if_match: 'pDvZ7Jm2rIcrVtXvR1gFzA', area: 'Loading Bay' },
      { op: 'delete', guid: 'erp-device-2' },
    ],
  })
  items!: unknown[];
}

/** A problem of one item; address and request id are those of the whole call. */
export class ItemProblemDto extends OmitType(ProblemDto, ['instance', 'request_id'] as const) {
  @ApiPropertyOptional({ type: 'integer', description: 'Seconds to wait before trying again' })
  readonly retry_after_s?: number;
}

export class BatchResultDto {
  @ApiProperty({ enum: ['result'] }) type!: 'result';
  @ApiProperty({ type: 'integer', description: 'Position of the item in the request', example: 0 })
  index!: number;
  @ApiProperty({
    type: 'integer',
    description: 'What the call for one device would have answered',
    enum: [200, 201, 404, 409, 412, 422, 500, 502, 503],
    example: 201,
  })
  status!: number;
  @ApiProperty({
    type: DeviceDto,
    nullable: true,
    description: 'As it is now, or was before it was deleted; null where nothing was done',
  })
  device!: DeviceDto | null;
  @ApiPropertyOptional({ type: ItemProblemDto }) problem?: ItemProblemDto;
}

export class BatchProgressDto {
  @ApiProperty({ enum: ['progress'] }) type!: 'progress';
  @ApiProperty({ type: 'integer', description: 'Items whose result has been sent', example: 500 })
  done!: number;
  @ApiProperty({ type: 'integer', example: 10_000 }) total!: number;
}

export class BatchSummaryDto {
  @ApiProperty({ enum: ['summary'] }) type!: 'summary';
  @ApiProperty({ type: 'integer', example: 10_000 }) total!: number;
  @ApiProperty({ type: 'integer', example: 9_998 }) succeeded!: number;
  @ApiProperty({ type: 'integer', example: 2 }) failed!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How many items had each status',
    example: { 201: 9_998, 409: 2 },
  })
  by_status!: Record<string, number>;
}

export class BatchReportDto {
  @ApiProperty({ description: 'No item has failed' }) success!: boolean;
  @ApiProperty({ type: [BatchResultDto], description: 'In the order of the items' })
  results!: BatchResultDto[];
  @ApiProperty({ type: BatchSummaryDto }) summary!: BatchSummaryDto;
}

/**
 * The items of a body.
 * @throws ProblemError `unprocessable` for a body without a list of items, an empty or too long one, or unknown members
 */
export function itemsOf(body: unknown): readonly unknown[] {
  const members = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  const unknown = Object.keys(members).filter((name) => name !== 'items');
  const items: unknown = 'items' in members ? members.items : undefined;
  const errors = unknown.map((field) => ({ field, message: 'is not a known field' }));
  if (Array.isArray(items) && items.length > 0 && items.length <= MOST_ITEMS && errors.length === 0) {
    return items as readonly unknown[];
  }
  if (!Array.isArray(items)) errors.unshift({ field: 'items', message: 'must be a list of changes' });
  else if (items.length === 0 || items.length > MOST_ITEMS) {
    const message = `must hold 1 to ${MOST_ITEMS} changes, not ${items.length}`;
    errors.unshift({ field: 'items', message });
  }
  const names = errors.map(({ field }) => field).join(', ');
  const refusal = new ProblemError('unprocessable', `not acceptable: ${names}`, { errors });
  throw body === undefined ? missingBody(refusal) : refusal;
}
