import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { acceptedVersions } from '../../common/etag';
import { ProblemError } from '../../common/problem';
import { RequestValidationPipe } from '../../common/validation.pipe';
import { CreateDeviceDto, UpdateDeviceDto } from '../device-input.dto';

const GUID = { description: 'Guid of the device; a hardware id is refused', example: 'erp-device-1' };
const IF_MATCH = {
  description: 'Version (ETag) that the device must still have',
  example: 'pDvZ7Jm2rIcrVtXvR1gFzA',
};

/** A device to create, as in the call for one. */
export class BatchCreateDto extends CreateDeviceDto {
  @ApiProperty({ enum: ['create'] }) @IsIn(['create']) op!: 'create';
}

/** Fields to change in a device, as in the call for one. */
export class BatchUpdateDto extends UpdateDeviceDto {
  @ApiProperty({ enum: ['update'] }) @IsIn(['update']) op!: 'update';
  @ApiProperty(GUID) @IsString() @Length(1, 500) guid!: string;
  @ApiPropertyOptional(IF_MATCH) @IsOptional() @IsString() @Length(1, 500) if_match?: string;
}

/** A device to delete. */
export class BatchDeleteDto {
  @ApiProperty({ enum: ['delete'] }) @IsIn(['delete']) op!: 'delete';
  @ApiProperty(GUID) @IsString() @Length(1, 500) guid!: string;
  @ApiPropertyOptional(IF_MATCH) @IsOptional() @IsString() @Length(1, 500) if_match?: string;
}

/** One item of a batch, validated. */
export type BatchItem = BatchCreateDto | BatchUpdateDto | BatchDeleteDto;

const CLASS_OF = { create: BatchCreateDto, update: BatchUpdateDto, delete: BatchDeleteDto } as const;
const OPERATIONS = Object.keys(CLASS_OF).join(', ');
const validation = new RequestValidationPipe();

/** @throws ProblemError `unprocessable` naming every wrong field of the item */
export async function toBatchItem(value: unknown): Promise<BatchItem> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProblemError('unprocessable', 'an item must be an object', {
      errors: [{ field: '', message: `must be an object with op, one of ${OPERATIONS}` }],
    });
  }
  const op: unknown = 'op' in value ? value.op : undefined;
  if (typeof op !== 'string' || !isOperation(op)) {
    throw new ProblemError('unprocessable', 'not acceptable: op', {
      errors: [{ field: 'op', message: `must be one of ${OPERATIONS}` }],
    });
  }
  return (await validation.transform(value, { type: 'body', metatype: CLASS_OF[op] })) as BatchItem;
}

/** The versions that an item's `if_match` accepts: one bare, or as an `If-Match` header has them. Undefined = any. */
export function versionsOf({
  if_match: text,
}: {
  readonly if_match?: string;
}): readonly string[] | undefined {
  if (text === undefined) return undefined;
  return text.includes('"') || text === '*' ? acceptedVersions(text) : [text];
}

function isOperation(op: string): op is keyof typeof CLASS_OF {
  return Object.hasOwn(CLASS_OF, op);
}
