import { createHash } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuthModule } from '../../../src/auth/auth.module';
import { CacheModule } from '../../../src/cache/cache.module';
import { pointOf } from '../../../libs/domain/compare/records.fixture';
import { DatabaseModule } from '../../../src/database/database.module';
import { createApp } from '../../../src/create-app';
import { GapAnalysisModule } from '../../../src/gap-analysis/gap-analysis.module';
import type { InMemoryErpAdapter } from '../../../src/erp/adapters/memory/in-memory.adapter';
import { BaseErpAdapter } from '../../../src/erp/base-erp.adapter';
import { GAP_ANALYSIS_JOB } from '../../../src/gap-analysis/gap-analysis.schedule';
import type { GapRunDto } from '../../../src/gap-analysis/gap-run.dto';
import { eventually } from '../../support/eventually';
import { configurationWith } from './support/gap-world';

@Module({ imports: [CacheModule, DatabaseModule, AuthModule, GapAnalysisModule] })
class Root {}

const KEY = 'a key for tests';

describe('GapAnalysisModule in an application', () => {
  let app: NestFastifyApplication;
  let origin: string;

  beforeAll(async () => {
    const sha256 = createHash('sha256').update(KEY).digest('hex');
    app = await createApp(
      configurationWith({ API_KEYS: `planner:operator:${sha256}`, RETRY_ATTEMPTS: '1' }),
      Root,
    );
    app.get<InMemoryErpAdapter>(BaseErpAdapter, { strict: false }).replaceAll([pointOf()]);
    await app.listen(0, '127.0.0.1');
    origin = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await app.close();
  });

  async function call(method: 'GET' | 'POST', path: string): Promise<GapRunDto> {
    const answer = await fetch(`${origin}/api/v1/erp/gap-analysis${path}`, {
      method,
      headers: { 'x-api-key': KEY },
      signal: AbortSignal.timeout(10_000),
    });
    return (await answer.json()) as GapRunDto;
  }

  it('schedules its job at the configured time', () => {
    const job = app.get(SchedulerRegistry).getCronJob(GAP_ANALYSIS_JOB);
    expect(job.cronTime.source).toBe('0 5 * * *');
    expect(job.isActive).toBe(true);
  });

  it('fails a run while Microshare is unreachable, and says that it is the devices', async () => {
    const { id } = await call('POST', '/runs');
    await eventually(async () => {
      expect(await call('GET', `/runs/${id}`)).toMatchObject({
        status: 'failed',
        failed_side: 'devices',
        started_by: 'planner',
        error: expect.stringMatching(
          /^The devices could not be read completely from Microshare: .+\.$/,
        ) as unknown,
      });
    });
  });
});
