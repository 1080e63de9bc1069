import { type AddressInfo } from 'node:net';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { AccessGuard } from '../../../../src/auth/access.guard';
import { type Authentication, Authenticator } from '../../../../src/auth/authenticator';
import { RepeatedReads } from '../../../../src/auth/repeated-reads';
import { CacheStore } from '../../../../src/cache/cache.store';
import { MemoryCacheStore } from '../../../../src/cache/drivers/memory/memory-cache.store';
import { createApp } from '../../../../src/create-app';
import { ErpPoints } from '../../../../src/erp/erp-points';
import { Database } from '../../../../src/database/database';
import { GapAnalysisController } from '../../../../src/gap-analysis/gap-analysis.controller';
import { GapAnalysisSchedule } from '../../../../src/gap-analysis/gap-analysis.schedule';
import { GapAnalyser } from '../../../../src/gap-analysis/gap-analyser';
import { GapAnalysisService } from '../../../../src/gap-analysis/gap-analysis.service';
import { GapOrigins } from '../../../../src/gap-analysis/gap-origins';
import { GapReportReader } from '../../../../src/gap-analysis/gap-report.reader';
import { GapReportStore } from '../../../../src/gap-analysis/gap-report.store';
import { GapResolvedStore } from '../../../../src/gap-analysis/gap-resolved.store';
import { GapRunStore } from '../../../../src/gap-analysis/gap-run.store';
import { GapTrendStore } from '../../../../src/gap-analysis/gap-trend.store';
import { GapTrendsController } from '../../../../src/gap-analysis/gap-trends.controller';
import { SideReader } from '../../../../src/gap-analysis/side-reader';
import { CatalogueService } from '../../../../src/microshare/catalogue.service';
import { gapDatabase } from './gap-database';
import { configurationWith } from './gap-world';
import { OTHER_ACCOUNT, ScriptedCatalogue, SERVICE_ACCOUNT } from './scripted-catalogue';
import { ScriptedErp } from './scripted-erp';

/** Callers that the application under test knows, by what they send as X-API-Key. */
const CALLERS: Readonly<Record<string, Authentication>> = {
  viewer: caller('viewer', SERVICE_ACCOUNT),
  operator: caller('operator', SERVICE_ACCOUNT),
  stranger: caller('operator', OTHER_ACCOUNT),
};

function caller(role: 'viewer' | 'operator', account: typeof SERVICE_ACCOUNT): Authentication {
  return {
    state: 'accepted',
    principal: { kind: 'api_key', name: `the ${role}`, role, account },
    readOnly: false,
  };
}

@Global()
@Module({})
class ScriptedPeers {
  static with(erp: ScriptedErp, catalogue: ScriptedCatalogue): DynamicModule {
    return {
      module: ScriptedPeers,
      providers: [
        { provide: ErpPoints, useValue: new ErpPoints(erp, configurationWith()) },
        { provide: CatalogueService, useValue: catalogue },
        { provide: CacheStore, useValue: new MemoryCacheStore() },
        { provide: Database, useValue: gapDatabase },
        {
          provide: Authenticator,
          useValue: {
            of: ({ headers }: FastifyRequest): Promise<Authentication> =>
              Promise.resolve(CALLERS[String(headers['x-api-key'])] ?? { state: 'absent' }),
          },
        },
        RepeatedReads,
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
      exports: [ErpPoints, CatalogueService, CacheStore, Database, Authenticator, RepeatedReads],
    };
  }
}

/** The feature as `GapAnalysisModule` wires it, between scripted peers. */
@Module({
  imports: [ScheduleModule.forRoot()],
  controllers: [GapTrendsController, GapAnalysisController],
  providers: [
    GapOrigins,
    SideReader,
    GapRunStore,
    GapReportStore,
    GapReportReader,
    GapTrendStore,
    GapResolvedStore,
    GapAnalyser,
    GapAnalysisService,
    GapAnalysisSchedule,
  ],
})
class Root {
  static with(erp: ScriptedErp, catalogue: ScriptedCatalogue): DynamicModule {
    return { module: Root, imports: [ScriptedPeers.with(erp, catalogue)] };
  }
}

/** The gap analysis behind a real HTTP server, with guard, filter and validation as in production. */
export class GapApp {
  readonly erp = new ScriptedErp();
  readonly catalogue = new ScriptedCatalogue();
  private app!: NestFastifyApplication;
  private origin = '';

  static async start(): Promise<GapApp> {
    const started = new GapApp();
    started.app = await createApp(
      configurationWith({ RATE_LIMIT_REQUESTS: '0' }),
      Root.with(started.erp, started.catalogue),
    );
    await started.app.listen(0, '127.0.0.1');
    const { port } = started.app.getHttpServer().address() as AddressInfo;
    started.origin = `http://127.0.0.1:${port}`;
    return started;
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  get<T>(token: abstract new (...args: never[]) => T): T {
    return this.app.get<T>(token);
  }

  /** @param path below `/api/v1/erp/gap-analysis`, or a whole URL path starting with `/api` or `/docs` */
  async request(
    method: 'GET' | 'POST',
    path: string,
    { as = 'operator', accept }: { readonly as?: string; readonly accept?: string } = {},
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> {
    const absolute = /^\/(api|docs)/.test(path) ? path : `/api/v1/erp/gap-analysis${path}`;
    const answer = await fetch(`${this.origin}${absolute}`, {
      method,
      headers: { 'x-api-key': as, ...(accept !== undefined && { accept }) },
      signal: AbortSignal.timeout(10_000),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** The body of a GET that has to succeed, in another format than text. */
  async bytes(path: string, accept: string): Promise<{ readonly headers: Headers; readonly body: Buffer }> {
    const answer = await fetch(`${this.origin}/api/v1/erp/gap-analysis${path}`, {
      headers: { 'x-api-key': 'viewer', accept },
      signal: AbortSignal.timeout(60_000),
    });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return { headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
  }

  /** The JSON of a GET that has to succeed. */
  async json<T>(path: string, as = 'operator'): Promise<T> {
    const answer = await this.request('GET', path, { as });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as T;
  }

  /** Runs an analysis to its end and returns its id. */
  async run(account = SERVICE_ACCOUNT): Promise<string> {
    const started = await this.get(GapAnalysisService).start('request', 'tester', account);
    if (!started.started) throw new Error('another run is under way');
    return (await started.finished).id;
  }
}
