import { MemoryCacheStore } from '../../../../src/cache/drivers/memory/memory-cache.store';
import type { CacheStore } from '../../../../src/cache/cache.store';
import type { Configuration } from '../../../../src/config/configuration';
import { loadConfiguration } from '../../../../src/config/load-configuration';
import { ErpPoints } from '../../../../src/erp/erp-points';
import { GapAnalyser } from '../../../../src/gap-analysis/gap-analyser';
import { GapAnalysisService } from '../../../../src/gap-analysis/gap-analysis.service';
import { GapOrigins } from '../../../../src/gap-analysis/gap-origins';
import { GapReportReader } from '../../../../src/gap-analysis/gap-report.reader';
import { GapReportStore } from '../../../../src/gap-analysis/gap-report.store';
import type { GapRun, RunTrigger, SucceededRun } from '../../../../src/gap-analysis/gap-run';
import { GapRunStore } from '../../../../src/gap-analysis/gap-run.store';
import { GapTrendStore } from '../../../../src/gap-analysis/gap-trend.store';
import { SideReader } from '../../../../src/gap-analysis/side-reader';
import { Metrics } from '../../../../src/metrics/metrics';
import type { CatalogueService } from '../../../../src/microshare/catalogue.service';
import type { UpstreamAccount } from '../../../../src/microshare/upstream-account';
import { gapDatabase } from './gap-database';
import { ScriptedCatalogue, SERVICE_ACCOUNT } from './scripted-catalogue';
import { ScriptedErp } from './scripted-erp';

/** Settings for tests; the peers they name are never called. */
export function configurationWith(variables: Readonly<Record<string, string>> = {}): Configuration {
  return loadConfiguration({
    MICROSHARE_API_URL: 'http://127.0.0.1:9',
    MICROSHARE_AUTH_URL: 'http://127.0.0.1:9',
    MICROSHARE_CLIENT_ID: 'client',
    MICROSHARE_USERNAME: 'service',
    MICROSHARE_PASSWORD: 'not used',
    SESSION_SECRET: 'a secret for tests that is long enough',
    ERP_ADAPTER: 'memory',
    LOG_LEVEL: 'silent',
    ...variables,
  });
}

/** One replica: the analysis with its own process-local state. Replicas share a store by being given the same one. */
export class Replica {
  readonly metrics: Metrics;
  readonly sides: SideReader;
  readonly runs: GapRunStore;
  readonly reports: GapReportStore;
  readonly reader: GapReportReader;
  readonly analysis: GapAnalysisService;

  constructor(
    readonly erp: ScriptedErp,
    readonly catalogue: ScriptedCatalogue,
    readonly store: CacheStore = new MemoryCacheStore(),
    readonly configuration: Configuration = configurationWith(),
  ) {
    this.metrics = new Metrics(configuration);
    this.sides = new SideReader(
      new ErpPoints(erp, configuration),
      catalogue as unknown as CatalogueService,
      configuration,
    );
    this.runs = new GapRunStore(store, gapDatabase, configuration);
    this.reports = new GapReportStore(gapDatabase);
    this.reader = new GapReportReader(this.runs, this.reports);
    this.analysis = new GapAnalysisService(
      store,
      this.runs,
      new GapTrendStore(gapDatabase, configuration),
      new GapAnalyser(this.runs, this.reports, this.sides, new GapOrigins(), configuration),
      this.sides,
      this.metrics,
    );
  }

  /** Runs to the end. */
  async run(account: UpstreamAccount = SERVICE_ACCOUNT, trigger: RunTrigger = 'request'): Promise<GapRun> {
    const started = await this.analysis.start(trigger, 'tester', account);
    if (!started.started) throw new Error('another run is under way');
    return started.finished;
  }

  async runWell(account: UpstreamAccount = SERVICE_ACCOUNT): Promise<SucceededRun> {
    const run = await this.run(account);
    if (run.status !== 'succeeded') throw new Error(`the run ${run.status}: ${JSON.stringify(run)}`);
    return run;
  }

  /** Ids of the findings of a stored report. */
  async findingIds(runId: string, account: UpstreamAccount = SERVICE_ACCOUNT): Promise<readonly string[]> {
    const report = await this.reports.load(account, runId);
    if (report === undefined) throw new Error(`there is no report of ${runId}`);
    const ids: string[] = [];
    for await (const [, finding] of report.findings()) ids.push(finding.id);
    return ids;
  }
}

export function replicaWith(variables: Readonly<Record<string, string>> = {}): Replica {
  return new Replica(
    new ScriptedErp(),
    new ScriptedCatalogue(),
    new MemoryCacheStore(),
    configurationWith(variables),
  );
}
