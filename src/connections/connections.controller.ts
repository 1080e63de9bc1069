import { Controller, Get, Header, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { abortedWith } from '../common/request-signal';
import { ErpConnections } from '../erp/erp-connections';
import { ConnectionTest } from './connection-test';
import { ConnectionDto, ConnectionReportDto, ConnectionsDto } from './connections.dto';

@ApiTags('connections')
@Roles('admin')
@Controller('api/v1/connections')
export class ConnectionsController {
  constructor(
    private readonly connections: ErpConnections,
    private readonly test: ConnectionTest,
    private readonly audit: AuditTrail,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'listConnections',
    summary: 'What is behind each connection to an ERP',
    description:
      'Version, modules, companies, languages, fields, and what the account may do. Read once, and anew by each test of ' +
      'the connections.',
  })
  @ApiOkResponse({ type: ConnectionsDto })
  @ApiProblems(401, 403, 429)
  async list(@Res({ passthrough: true }) reply: FastifyReply): Promise<ConnectionsDto> {
    const known = await this.connections.list(abortedWith(reply));
    return { success: true, connections: known.map((connection) => ConnectionDto.of(connection)) };
  }

  @Post('test')
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'testConnections',
    summary: 'Tries the connections to Microshare and the ERP now',
    description:
      'With the service accounts, past everything that is kept in memory. Says what to do where one fails.',
  })
  @ApiOkResponse({ type: ConnectionReportDto })
  @ApiProblems(401, 403, 429)
  async run(
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectionReportDto> {
    const act = {
      ...by(principal),
      action: 'connection.test',
      subject: { kind: 'connections', id: principal.account.tenant },
    };
    const findings = await this.audit.witness(act, () => this.test.run(abortedWith(reply)));
    return {
      success: findings.every(({ works }) => works),
      connections: findings.map(({ system, works, tookMs, detail, remedies, warnings }) => ({
        ...{ system, works, detail, took_ms: tookMs },
        ...{ remedies: [...remedies], warnings: [...warnings] },
      })),
    };
  }
}
