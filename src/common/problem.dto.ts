import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One wrong field, as the API documents it. */
export class FieldErrorDto {
  @ApiProperty({ description: 'Path of the field', example: 'erp_reference' })
  readonly field!: string;

  @ApiProperty({ description: 'What would be right', example: 'must match ^[A-Z0-9_]{3,50}$' })
  readonly message!: string;

  @ApiPropertyOptional({
    description: 'What was sent, where it is no secret',
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    nullable: true,
  })
  readonly value?: unknown;
}

/** The connected system behind a 502 or 503. */
export class UpstreamDto {
  @ApiProperty({ description: 'Which connected system', example: 'microshare' })
  readonly system!: string;

  @ApiProperty({ description: 'Whether the same request may succeed later', example: true })
  readonly retryable!: boolean;
}

/** An RFC 9457 problem document; kinds may add members of their own. */
export class ProblemDto {
  @ApiProperty({
    description: 'Address that names the kind of problem',
    format: 'uri-reference',
    example: '/docs/problems/not-found',
  })
  readonly type!: string;

  @ApiProperty({ description: 'The kind in words', example: 'Not found' })
  readonly title!: string;

  @ApiProperty({ description: 'The HTTP status', type: 'integer', example: 404 })
  readonly status!: number;

  @ApiProperty({ description: 'What happened this time', example: 'there is no device with this guid' })
  readonly detail!: string;

  @ApiProperty({ description: 'Path of the request', example: '/api/v1/devices/erp-device-1' })
  readonly instance!: string;

  @ApiProperty({ description: 'Same as the X-Request-Id header', example: 'req-4f8a' })
  readonly request_id!: string;

  @ApiPropertyOptional({ description: 'One entry per wrong field', type: () => [FieldErrorDto] })
  readonly errors?: readonly FieldErrorDto[];

  @ApiPropertyOptional({ description: 'Present when a connected system failed', type: () => UpstreamDto })
  readonly upstream?: UpstreamDto;
}
