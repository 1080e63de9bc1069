import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DatabaseUnavailableError } from '../database/database-errors';
import type { RunDifference } from '../gap-analysis/gap-analyser';
import { type AccountRunNews, GapAnalysisService } from '../gap-analysis/gap-analysis.service';
import type { SucceededRun } from '../gap-analysis/gap-run';
import { toGapRunDto } from '../gap-analysis/gap-run.dto';
import { GapThresholds } from '../gap-analysis/gap-thresholds';
import type { WebhookEvent } from './webhook-event';
import { WebhookPublisher } from './webhook-publisher';

/** Gaps that a digest names one by one; the report holds them all. */
const NAMED = 20;

/** Turns what becomes of gap analyses into webhook messages. */
@Injectable()
export class WebhookSources implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(WebhookSources.name);
  private readonly underWay = new Set<Promise<void>>();
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly analysis: GapAnalysisService,
    private readonly thresholds: GapThresholds,
    private readonly publisher: WebhookPublisher,
  ) {}

  onModuleInit(): void {
    this.unsubscribe = this.analysis.onNews((news) => {
      const told = this.tell(news).finally(() => this.underWay.delete(told));
      this.underWay.add(told);
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.unsubscribe?.();
    await Promise.all(this.underWay);
  }

  private async tell({ account, news }: AccountRunNews): Promise<void> {
    if (news.kind !== 'ended') return;
    const { run, difference } = news;
    try {
      if (run.status === 'failed') {
        await this.publisher.publish(
          account,
          eventOf('gap.run_failed', run.endedAt, { run: toGapRunDto(run) }),
        );
      }
      if (run.status !== 'succeeded' || difference === undefined) return;
      await this.publisher.publish(account, digestOf(run, difference));
      const passed = await this.thresholds.passedBy(account, run, difference.opened.length);
      if (passed.length === 0) return;
      const data = { run: toGapRunDto(run), thresholds: passed };
      await this.publisher.publish(account, eventOf('gap.threshold_passed', run.endedAt, data));
    } catch (error) {
      const known = error instanceof DatabaseUnavailableError;
      this.logger[known ? 'warn' : 'error'](
        { err: error, run_id: run.id },
        'webhooks could not be told of a run',
      );
    }
  }
}

function digestOf(run: SucceededRun, { opened, closed }: RunDifference): WebhookEvent {
  return eventOf('gap.digest', run.endedAt, {
    run: toGapRunDto(run),
    opened_count: opened.length,
    closed_count: closed.length,
    opened: opened.slice(0, NAMED).map(({ id, kind, reference, customer, site, reason }) => ({
      id,
      kind,
      reference,
      customer,
      site,
      reason,
    })),
    report: `/api/v1/erp/gap-analysis/runs/${run.id}`,
  });
}

function eventOf(
  type: WebhookEvent['type'],
  endedAt: string | null,
  data: Readonly<Record<string, unknown>>,
): WebhookEvent {
  return { type, timestamp: endedAt ?? new Date().toISOString(), data };
}
