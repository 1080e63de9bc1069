import { Readable } from 'node:stream';
import { Body, Controller, Headers, HttpCode, HttpStatus, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Roles } from '../../auth/access.decorators';
import type { Principal } from '../../auth/principal';
import { ApiProblems } from '../../common/api-problems';
import { DeviceBatch } from './device-batch';
import {
  BatchProgressDto,
  BatchQueryDto,
  BatchReportDto,
  BatchRequestDto,
  BatchResultDto,
  BatchSummaryDto,
  itemsOf,
} from './device-batch.dto';
import { batchFormat, NDJSON_TYPE } from './device-batch-format';
import { batchDocument, batchLines } from './device-batch-lines';

/** What is made ahead of a client that reads slowly, in bytes. */
const AHEAD = 65_536;

const DESCRIPTION = `Each item stands for itself and is validated like the call for one device; its result says what that
call would have answered. Items for one cluster share its reads and writes. Changes to one device apply in the order of
the items. A reference is asked for by one item only, unless \`allow_duplicate\`; one that an earlier item gives up is
free within the same cluster.

The answer is one line of JSON per event while the batch runs: \`result\` as soon as an item has settled, in any order,
\`progress\` in between, \`summary\` last. An answer without summary was cut off. With \`Accept: application/json\` the
same comes as one document at the end. A caller who goes away does not stop what has begun.

Repeated with the same \`Idempotency-Key\` and body, a batch makes nothing twice: what an item without guid has created
before is its result again. Updates are made again, which changes nothing where nobody else has changed the device; what
is deleted already, or created under a guid of the caller's choice, is refused with 404 or 409. The same key with
another body is refused. A dry run needs no key.`;

@ApiTags('devices')
@ApiExtraModels(BatchResultDto, BatchProgressDto, BatchSummaryDto, BatchReportDto)
@ApiProblems(401, 403, 429, 503)
@Controller('api/v1/devices')
export class DeviceBatchController {
  constructor(private readonly batch: DeviceBatch) {}

  @Post('batch')
  @Roles('operator')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Creates, changes and deletes up to 10,000 devices', description: DESCRIPTION })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Repetitions create nothing twice' })
  @ApiBody({ type: BatchRequestDto })
  @ApiResponse({
    status: 200,
    description: 'One result per item, whatever became of them',
    content: {
      [NDJSON_TYPE]: {
        schema: {
          description: 'Each line is one of these',
          oneOf: [BatchResultDto, BatchProgressDto, BatchSummaryDto].map((each) => ({
            $ref: getSchemaPath(each),
          })),
        },
      },
      'application/json': { schema: { $ref: getSchemaPath(BatchReportDto) } },
    },
  })
  @ApiProblems(400, 406, 409, 413, 415, 422)
  async run(
    @CurrentPrincipal() principal: Principal,
    @Query() { dry_run: dryRun }: BatchQueryDto,
    @Body() body: unknown,
    @Headers('accept') accept: string | undefined,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = batchFormat(accept);
    const results = await this.batch.start(principal, itemsOf(body), { dryRun, idempotencyKey });
    const text = format === 'ndjson' ? batchLines(results) : await batchDocument(results);
    void reply
      .status(HttpStatus.OK)
      .headers({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no', Vary: 'Accept' })
      .type(format === 'ndjson' ? NDJSON_TYPE : 'application/json; charset=utf-8')
      .send(Readable.from(text, { objectMode: false, highWaterMark: AHEAD }));
  }
}
