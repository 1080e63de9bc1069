import { Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { ProblemError } from '../common/problem';
import { JobQueue } from './job-queue';

class DeadJobDto {
  @ApiProperty({ example: '17' }) job_id!: string;
  @ApiProperty({ example: 'plan.apply', description: 'What it does' }) name!: string;
  @ApiProperty({ example: '0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e', description: 'The record it is about' })
  subject_id!: string;
  @ApiProperty({ type: 'integer', example: 8 }) attempts!: number;
  @ApiProperty({ example: 'the lease of the job is lost' }) reason!: string;
  @ApiProperty({ format: 'date-time' }) failed_at!: string;
}

class DeadJobsDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: [DeadJobDto] }) jobs!: DeadJobDto[];
}

class RetriedDto {
  @ApiProperty({ example: true }) success!: boolean;
}

/** Work in the background that failed as often as it may. */
@ApiTags('jobs')
@ApiProblems(401, 403, 429, 503)
@Roles('admin')
@Controller('api/v1/jobs')
export class DeadJobsController {
  constructor(
    private readonly queue: JobQueue,
    private readonly audit: AuditTrail,
  ) {}

  @Get('dead')
  @ApiOperation({ summary: 'Jobs whose attempts are used up, the latest first; kept for 30 days' })
  @ApiOkResponse({ type: DeadJobsDto })
  async list(@CurrentPrincipal() { account }: Principal): Promise<DeadJobsDto> {
    const jobs = await this.queue.dead(account.tenant);
    return {
      success: true,
      jobs: jobs.map(({ jobId, name, id, attempts, reason, failedAt }) => ({
        job_id: jobId,
        name,
        subject_id: id,
        attempts,
        reason,
        failed_at: failedAt.toISOString(),
      })),
    };
  }

  @Post('dead/:id/retry')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Lets a dead job run again, with all its attempts' })
  @ApiAcceptedResponse({ type: RetriedDto })
  @ApiProblems(404)
  async retry(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<RetriedDto> {
    const act = { ...by(principal), action: 'job.retry', subject: { kind: 'job', id } };
    return this.audit.witness(act, async () => {
      if (await this.queue.retry(principal.account.tenant, id)) return { success: true };
      throw new ProblemError('not-found', `there is no dead job "${id}"; GET /api/v1/jobs/dead lists them`);
    });
  }
}
