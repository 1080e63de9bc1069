import { Controller, Header, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Roles } from '../auth/access.decorators';
import { ApiProblems } from '../common/api-problems';
import { abortedWith } from '../common/request-signal';
import { ConnectionTest } from './connection-test';

class ConnectionFindingDto {
  @ApiProperty({ example: 'odoo' }) system!: string;
  @ApiProperty() works!: boolean;
  @ApiProperty({ type: 'integer', description: 'Milliseconds', example: 212 }) took_ms!: number;
  @ApiProperty({ example: 'Odoo 17.0; planner sees 413 inspection points' }) detail!: string;
  @ApiProperty({ type: [String], description: 'What an administrator has to do; empty when all is well' })
  remedies!: string[];
}

class ConnectionReportDto {
  @ApiProperty({ description: 'All connections work' }) success!: boolean;
  @ApiProperty({ type: [ConnectionFindingDto] }) connections!: ConnectionFindingDto[];
}

@ApiTags('health')
@Controller('api/v1/connections')
export class ConnectionsController {
  constructor(private readonly connections: ConnectionTest) {}

  @Post('test')
  @Roles('admin')
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
  async test(@Res({ passthrough: true }) reply: FastifyReply): Promise<ConnectionReportDto> {
    const findings = await this.connections.run(abortedWith(reply));
    return {
      success: findings.every(({ works }) => works),
      connections: findings.map(({ system, works, tookMs, detail, remedies }) => ({
        system,
        works,
        took_ms: tookMs,
        detail,
        remedies: [...remedies],
      })),
    };
  }
}
