import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { policyOf, SetSyncPolicyDto, SyncPolicyDto, toSyncPolicyDto } from './sync-policy.dto';
import { SyncPolicies } from './sync-policy.store';

@ApiTags('plans')
@ApiProblems(401, 403, 429, 503)
@Controller('api/v1/erp/sync/policy')
export class SyncPolicyController {
  constructor(
    private readonly policies: SyncPolicies,
    private readonly audit: AuditTrail,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'getSyncPolicy', summary: 'How the two sides are kept in step' })
  @ApiOkResponse({ type: SyncPolicyDto })
  async show(@CurrentPrincipal() { account }: Principal): Promise<SyncPolicyDto> {
    return toSyncPolicyDto(await this.policies.of(account.tenant));
  }

  @Put()
  @Roles('admin')
  @ApiOperation({
    operationId: 'setSyncPolicy',
    summary: 'Says how the two sides are to be kept in step',
    description: 'Members that are absent are as by default. Plans that are made already stay as they are.',
  })
  @ApiOkResponse({ type: SyncPolicyDto })
  @ApiProblems(400, 422)
  async set(
    @CurrentPrincipal() principal: Principal,
    @Body() body: SetSyncPolicyDto,
  ): Promise<SyncPolicyDto> {
    const { tenant } = principal.account;
    const after = policyOf(body);
    const before = (await this.policies.of(tenant)).policy;
    const subject = { kind: 'sync_policy', id: tenant };
    return this.audit.witness(
      { ...by(principal), action: 'policy.change', subject, before, after },
      async () => toSyncPolicyDto(await this.policies.set(tenant, after, principal.name)),
    );
  }
}
