import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { Finding } from '@libs/domain';
import { CacheStore } from '../cache/cache.store';
import type { UpstreamAccount } from '../microshare/upstream-account';
import { gapKeys } from './gap-analysis.keys';
import type { GapReport, ReportHead } from './gap-report';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Findings in one part: about a megabyte of JSON, so that packing or parsing one never blocks for long. */
const FINDINGS_PER_PART = 1000;

/**
 * Full reports, each in one hash: the head, and the findings in gzipped parts. Every method throws CacheUnavailableError
 * when the store is away.
 */
@Injectable()
export class GapReportStore {
  constructor(private readonly store: CacheStore) {}

  /** Stores a report as a whole: readers see all of it or nothing. */
  async save(
    account: UpstreamAccount,
    runId: string,
    head: ReportHead,
    findings: readonly Finding[],
  ): Promise<void> {
    const fields = new Map([['head', await encode(head)]]);
    for (let from = 0, part = 0; from < findings.length; from += FINDINGS_PER_PART, part += 1) {
      fields.set(String(part), await encode(findings.slice(from, from + FINDINGS_PER_PART)));
    }
    await this.store.hashReplace(gapKeys.report(account, runId), fields);
  }

  /** The report of a run; undefined where it is not kept any more. */
  async load(account: UpstreamAccount, runId: string): Promise<GapReport | undefined> {
    const fields = await this.store.hashGetAll(gapKeys.report(account, runId));
    const head = fields.get('head');
    if (head === undefined) return undefined;
    return {
      head: await decode<ReportHead>(head),
      findings: (from = 0) => findingsOf(fields, from),
    };
  }

  async delete(account: UpstreamAccount, runIds: readonly string[]): Promise<void> {
    if (runIds.length > 0) await this.store.delete(...runIds.map((id) => gapKeys.report(account, id)));
  }

  /** Since when each planned position is known to be planned: device guid -> ISO 8601 UTC. */
  async plannedSince(account: UpstreamAccount): Promise<ReadonlyMap<string, string>> {
    return this.store.hashGetAll(gapKeys.planned(account));
  }

  async savePlannedSince(account: UpstreamAccount, since: ReadonlyMap<string, string>): Promise<void> {
    await this.store.hashReplace(gapKeys.planned(account), since);
  }
}

async function* findingsOf(
  fields: ReadonlyMap<string, string>,
  from: number,
): AsyncGenerator<readonly [number, Finding]> {
  const firstPart = Math.floor(from / FINDINGS_PER_PART);
  for (let part = firstPart; ; part += 1) {
    const text = fields.get(String(part));
    if (text === undefined) return;
    const findings = await decode<readonly Finding[]>(text);
    for (const [index, finding] of findings.entries()) {
      const place = part * FINDINGS_PER_PART + index;
      if (place >= from) yield [place, finding];
    }
  }
}

async function encode(value: unknown): Promise<string> {
  return (await pack(JSON.stringify(value))).toString('base64');
}

async function decode<T>(text: string): Promise<T> {
  return JSON.parse((await unpack(Buffer.from(text, 'base64'))).toString('utf8')) as T;
}
