import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { acceptedFormat } from '../common/accepted-format';
import { ApiProblems } from '../common/api-problems';
import { decodeCursor, encodeCursor } from '../common/cursor';
import { AuditPageDto, CheckpointListDto, toAuditRecordDto, toCheckpointDto } from './audit.dto';
import { AuditQueryDto, CheckpointQueryDto, filterOf, matchesAll } from './audit.query';
import { csvOf, ndjsonOf } from './audit-export';
import { AuditRecords } from './audit-records';
import { AuditSigner } from './audit-signer';
import { AuditTrail } from './audit-trail';
import { CheckpointStore } from './checkpoint-store';
import { keyIdOf } from './signing-key';

const NDJSON = 'application/x-ndjson';

const DESCRIPTION = `Every change of a device and of an inspection point, every log-in and log-out, and every act of an
administrator, done or refused. As CSV or NDJSON by \`Accept\`: all that match, the oldest first. An NDJSON export without
filters ends with the checkpoints, one a line, and is what \`npm run audit:verify\` reads.`;

/** Who did what. */
@ApiTags('audit')
@ApiExtraModels(AuditPageDto)
@ApiProblems(401, 403, 429, 503)
@Roles('admin')
@Controller('api/v1/audit')
export class AuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly records: AuditRecords,
    private readonly checkpoints: CheckpointStore,
    private readonly signer: AuditSigner,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listAuditRecords', summary: 'Who did what, when', description: DESCRIPTION })
  @ApiOkResponse({
    description: 'A page, the latest first; or all that match',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(AuditPageDto) } },
      [NDJSON]: { schema: { type: 'string' } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  @ApiProblems(400, 406, 422)
  async list(
    @CurrentPrincipal() { account: { tenant } }: Principal,
    @Query() query: AuditQueryDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditPageDto | StreamableFile> {
    reply.header('Vary', 'Accept').header('Cache-Control', 'no-store');
    const format = acceptedFormat(accept, [
      ['json', 'application/json'],
      ['ndjson', NDJSON],
      ['csv', 'text/csv'],
    ]);
    const beyond = query.cursor === undefined ? undefined : decodeCursor(query.cursor, isNumber);
    const filter = filterOf(query);
    // Read your own acts.
    await this.trail.flush();
    if (format === 'json') {
      const { limit } = query;
      const found = await this.records.page(tenant, filter, { beyond, order: 'desc', limit: limit + 1 });
      const records = found.slice(0, limit);
      const next = found.length > limit ? records.at(-1)?.seq : undefined;
      return {
        success: true,
        records: records.map(toAuditRecordDto),
        next_cursor: next === undefined ? null : encodeCursor(next),
      };
    }
    const records = this.records.walk(tenant, filter);
    const sworn = matchesAll(filter) ? () => this.checkpoints.list(tenant) : () => Promise.resolve([]);
    return format === 'csv'
      ? file(csvOf(records), 'text/csv; charset=utf-8; header=present', 'audit.csv')
      : file(Readable.from(ndjsonOf(records, sworn)), NDJSON, 'audit.ndjson');
  }

  @Get('checkpoints')
  @ApiOperation({
    operationId: 'listAuditCheckpoints',
    summary: 'Signed marks of where the trail stood, and the public key',
    description: `Keep them, or the log lines \`audit checkpoint\`, where nobody who can write to the database can change
them: they show what was altered or cut off later. Signed is the canonical JSON (RFC 8785) of \`anchor\`, \`hash\`, \`seq\`,
\`tenant\`, \`time\` and \`"type": "trapline audit checkpoint"\`.`,
  })
  @ApiOkResponse({ type: CheckpointListDto })
  @ApiProblems(400, 422)
  async sworn(
    @CurrentPrincipal() { account: { tenant } }: Principal,
    @Query() { limit }: CheckpointQueryDto,
  ): Promise<CheckpointListDto> {
    const { publicKey } = await this.signer.key();
    const checkpoints = await this.checkpoints.list(tenant, limit);
    return {
      success: true,
      public_key: publicKey,
      key_id: keyIdOf(publicKey),
      checkpoints: checkpoints.map(toCheckpointDto),
    };
  }
}

function file(content: Readable, type: string, name: string): StreamableFile {
  return new StreamableFile(content, { type, disposition: `attachment; filename="${name}"` });
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
