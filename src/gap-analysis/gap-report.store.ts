import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { Database } from '../database/database';
import type { Schema } from '../database/schema';
import type { UpstreamAccount } from '../microshare/upstream-account';
import './gap-analysis.tables';
import type { AgedFinding, GapReport, ReportHead } from './gap-report';
import { type ClosedGap, openGaps, recordGaps } from './gap-life';
import { recordTrend } from './gap-trend.store';
import type { SucceededRun } from './gap-run';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Findings in one part: about a megabyte of JSON, so that packing or parsing one never blocks for long. */
const FINDINGS_PER_PART = 1000;

/** All that a run which has succeeded leaves behind. */
export interface CompletedRun {
  readonly run: SucceededRun;
  readonly head: ReportHead;
  readonly findings: readonly AgedFinding[];
  readonly closed: readonly ClosedGap[];
  /** Device guid -> since when it is known to be planned, ISO 8601 UTC. */
  readonly plannedSince: ReadonlyMap<string, string>;
}

/** Full reports: the head, and the findings in gzipped parts. Every method throws DatabaseUnavailableError. */
@Injectable()
export class GapReportStore {
  constructor(private readonly database: Database) {}

  /**
   * Stores run, report, trend and the life of its gaps together, or nothing of them.
   * @param mayStill throws where the run must not be stored any more; asked last
   */
  async complete(owner: UpstreamAccount, completed: CompletedRun, mayStill: () => void): Promise<void> {
    const { tenant, account } = owner;
    const { run, head: plainHead, findings, closed, plannedSince } = completed;
    const key = { tenant, account, run_id: run.id };
    const head = await encode(plainHead);
    const parts: Buffer[] = [];
    for (let from = 0; from < findings.length; from += FINDINGS_PER_PART) {
      parts.push(await encode(findings.slice(from, from + FINDINGS_PER_PART)));
    }
    await this.database.transaction(tenant, async (tx) => {
      await tx
        .updateTable('gap_runs')
        .set({ status: run.status, run: JSON.stringify(run) })
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('id', '=', run.id)
        .execute();
      await tx
        .insertInto('gap_reports')
        .values({ ...key, head })
        .execute();
      for (const [part, packed] of parts.entries()) {
        await tx
          .insertInto('gap_report_parts')
          .values({ ...key, part, findings: packed })
          .execute();
      }
      await recordGaps(tx, owner, run, plainHead.difference.opened, findings, closed);
      await recordTrend(tx, owner, run, plainHead);
      const since = JSON.stringify(Object.fromEntries(plannedSince));
      await tx
        .insertInto('gap_planned')
        .values({ tenant, account, since })
        .onConflict((conflict) => conflict.columns(['tenant', 'account']).doUpdateSet({ since }))
        .execute();
      mayStill();
    });
  }

  /** The report of a run; undefined where it is not kept any more. */
  async load({ tenant, account }: UpstreamAccount, runId: string): Promise<GapReport | undefined> {
    const found = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('gap_reports')
        .select('head')
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('run_id', '=', runId)
        .executeTakeFirst(),
    );
    if (found === undefined) return undefined;
    const head = await decode<ReportHead>(found.head);
    const partAt = (part: number): Promise<Buffer | undefined> => this.part({ tenant, account }, runId, part);
    return { head, findings: (from = 0) => findingsOf(partAt, from, head.size) };
  }

  /** Since when each planned position is known to be planned: device guid -> ISO 8601 UTC. */
  async plannedSince({ tenant, account }: UpstreamAccount): Promise<ReadonlyMap<string, string>> {
    const found = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('gap_planned')
        .select('since')
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .executeTakeFirst(),
    );
    return new Map(Object.entries(found?.since ?? {}));
  }

  /** Since when each gap is open that the last report holds: finding id -> ISO 8601 UTC. */
  async openSince(owner: UpstreamAccount): Promise<ReadonlyMap<string, string>> {
    return this.database.transaction(owner.tenant, (tx) => openGaps(tx, owner));
  }

  private async part(
    { tenant, account }: UpstreamAccount,
    runId: string,
    part: number,
  ): Promise<Buffer | undefined> {
    const found = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('gap_report_parts')
        .select('findings')
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('run_id', '=', runId)
        .where('part', '=', part)
        .executeTakeFirst(),
    );
    return found?.findings;
  }
}

/** Forgets the reports of these runs. */
export async function deleteReports(
  tx: Transaction<Schema>,
  { tenant, account }: UpstreamAccount,
  runIds: readonly string[],
): Promise<void> {
  for (const table of ['gap_report_parts', 'gap_reports'] as const) {
    await tx
      .deleteFrom(table)
      .where('tenant', '=', tenant)
      .where('account', '=', account)
      .where('run_id', 'in', runIds)
      .execute();
  }
}

/** @throws Error where a part is gone: the run was forgotten while its report was being read */
async function* findingsOf(
  partAt: (part: number) => Promise<Buffer | undefined>,
  from: number,
  size: number,
): AsyncGenerator<readonly [number, AgedFinding]> {
  for (let place = from; place < size;) {
    const part = Math.floor(place / FINDINGS_PER_PART);
    const packed = await partAt(part);
    if (packed === undefined) throw new Error('the report was forgotten while it was being read');
    const findings = await decode<readonly AgedFinding[]>(packed);
    for (const finding of findings.slice(place - part * FINDINGS_PER_PART)) {
      yield [place, finding];
      place += 1;
    }
  }
}

function encode(value: unknown): Promise<Buffer> {
  return pack(JSON.stringify(value));
}

async function decode<T>(packed: Buffer): Promise<T> {
  return JSON.parse((await unpack(packed)).toString('utf8')) as T;
}
