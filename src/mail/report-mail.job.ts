import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import type { AgedFinding } from '../gap-analysis/gap-report';
import { GapReportStore } from '../gap-analysis/gap-report.store';
import { GapRunStore } from '../gap-analysis/gap-run.store';
import { GapThresholds } from '../gap-analysis/gap-thresholds';
import { type JobHandler, JobQueue, type JobSubject } from '../jobs/job-queue';
import { CatalogueService } from '../microshare/catalogue.service';
import { MailSender } from './mail-sender';
import { reportMail, type ReportMailFacts } from './report-mail';

const JOB = 'mail.report';
/** New gaps that a mail names. */
const NAMED = 20;

export type MailOccasion = 'digest' | 'threshold';

/** Sends mails about runs of the service account. After a crash in the wrong moment a mail is sent twice. */
@Injectable()
export class ReportMailJob implements JobHandler, OnModuleInit {
  private readonly logger = new Logger(ReportMailJob.name);

  constructor(
    private readonly queue: JobQueue,
    private readonly runs: GapRunStore,
    private readonly reports: GapReportStore,
    private readonly thresholds: GapThresholds,
    private readonly catalogue: CatalogueService,
    private readonly mail: MailSender,
    private readonly configuration: Configuration,
  ) {}

  onModuleInit(): void {
    this.queue.handle(JOB, this);
  }

  /** Sees to it that the mail is sent. @throws DatabaseUnavailableError */
  async schedule(occasion: MailOccasion, runId: string): Promise<void> {
    await this.queue.add(JOB, { tenant: this.configuration.tenant, id: `${occasion}/${runId}` });
  }

  async run({ id }: JobSubject, signal: AbortSignal): Promise<void> {
    const [occasion, runId = ''] = id.split('/');
    const facts = await this.facts(runId, occasion === 'threshold');
    signal.throwIfAborted();
    if (facts === undefined) return;
    await this.mail.send(reportMail(facts));
    this.logger.log({ run_id: runId, occasion }, 'a mail about a gap analysis was sent');
  }

  /** Undefined where the report is not kept any more, or no limit was passed after all. */
  private async facts(runId: string, isAlert: boolean): Promise<ReportMailFacts | undefined> {
    const account = this.catalogue.serviceAccount;
    const run = await this.runs.find(account, runId);
    const report = run?.status === 'succeeded' ? await this.reports.load(account, runId) : undefined;
    if (run?.status !== 'succeeded' || report === undefined) return undefined;
    const { opened, closed } = report.head.difference;
    const passed = isAlert ? await this.thresholds.passedBy(account, run, opened.length) : [];
    if (isAlert && passed.length === 0) return undefined;
    const fresh = new Set(opened);
    const newGaps: AgedFinding[] = [];
    for await (const [, finding] of report.findings()) {
      if (newGaps.length >= NAMED) break;
      if (fresh.has(finding.id)) newGaps.push(finding);
    }
    return { run, opened: opened.length, closed: closed.length, newGaps, passed };
  }
}
