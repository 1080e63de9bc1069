import { Controller, Get, Header, HttpCode, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { ProblemError } from '../common/problem';
import { abortedWith } from '../common/request-signal';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { DEFAULT_CONNECTION } from '../erp/erp-connections';
import type { ErpKeys } from '../erp/erp-keys';
import { KeysInUse, NO_PLACE } from '../erp/keys/keys-in-use';
import { KeyRotationJobs } from './key-rotation.jobs';
import { ConnectionKeyDto } from './keys.dto';

/** The API key of a connection, and its exchange for a new one. */
@ApiTags('connections')
@Roles('admin')
@ApiProblems(401, 403, 404, 409, 429, 503)
@Controller('api/v1/connections/:id/key')
export class KeysController {
  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly inUse: KeysInUse,
    private readonly jobs: KeyRotationJobs,
    private readonly audit: AuditTrail,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'getConnectionKey',
    summary: 'Which API key is in use, and how its exchange went',
  })
  @ApiOkResponse({ type: ConnectionKeyDto })
  async show(@Param('id') id: string): Promise<ConnectionKeyDto> {
    this.keysOf(id);
    return this.standing(id);
  }

  @Post('rotate')
  @HttpCode(HttpStatus.ACCEPTED)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'rotateConnectionKey',
    summary: 'Exchanges the API key for a new one now',
    description:
      'In the background: a new key is made in the ERP, stored, tried out and used, and the old one revoked; also with ' +
      'ODOO_API_KEY_ROTATION=off. Whatever else uses the old key loses its access. What became of it: GET …/key.',
  })
  @ApiAcceptedResponse({ type: ConnectionKeyDto })
  @ApiProblems(502)
  async rotate(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectionKeyDto> {
    const keys = this.keysOf(id);
    const act = { ...by(principal), action: 'erp_key.rotate', subject: { kind: 'connection', id } };
    await this.audit.witness(act, async () => {
      const obstacle = this.inUse.hasPlace ? await keys.obstacle(abortedWith(reply)) : NO_PLACE;
      if (obstacle !== undefined) {
        throw new ProblemError('conflict', `${obstacle.problem}. ${obstacle.remedy}`);
      }
      await this.jobs.ask();
    });
    return this.standing(id);
  }

  private keysOf(id: string): ErpKeys {
    if (id !== DEFAULT_CONNECTION) {
      const detail = `there is no connection "${id}"; GET /api/v1/connections lists them`;
      throw new ProblemError('not-found', detail);
    }
    const keys = this.erp.keys();
    if (keys !== undefined) return keys;
    const { system } = this.erp.capabilities();
    throw new ProblemError('conflict', `this ERP (${system}) has no API keys; set ERP_ADAPTER=odoo`);
  }

  private async standing(id: string): Promise<ConnectionKeyDto> {
    const standing = await this.inUse.standing();
    if (standing === undefined) throw new ProblemError('conflict', 'this ERP has no API keys');
    return ConnectionKeyDto.of(id, standing);
  }
}
