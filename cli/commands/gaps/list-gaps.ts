import type { GapFindingDto, GapReportDto } from '../../../clients/typescript/src/index.ts';
import { CommandFailure } from '../../errors';
import { eachOf } from '../../output/each-of';
import type { Session } from '../../session';
import { type GapFilters, KIND_WORDS, reportPages } from './gap-filters';

const PAGE = 500;

export interface ListOptions extends GapFilters {
  readonly limit?: number;
}

export async function listGaps(session: Session, options: ListOptions): Promise<undefined> {
  const { output } = session;
  const most = options.limit ?? Infinity;
  let report: GapReportDto | undefined;
  let shown = 0;
  const pages = async function* (): AsyncGenerator<readonly GapFindingDto[]> {
    const trapline = await session.trapline();
    for await (const page of reportPages(trapline, options, Math.min(PAGE, most))) {
      report = page;
      const findings = findingsIn(page).slice(0, most - shown);
      shown += findings.length;
      yield findings;
      if (shown >= most) return;
    }
  };
  if (output.json) {
    await output.documentOf('findings', eachOf(pages()), () => ({
      run_id: report?.id ?? null,
      ended_at: report?.ended_at ?? null,
      total_count: report?.total_count ?? 0,
    }));
    return undefined;
  }
  const table = output.table<GapFindingDto>([
    { title: 'Kind', value: ({ kind }) => KIND_WORDS[kind], format: () => 'yellow' },
    { title: 'Reference', value: ({ reference }) => reference },
    { title: 'Customer', value: ({ customer }) => customer },
    { title: 'Site', value: ({ site }) => site },
    { title: 'Reason', value: ({ reason }) => reason },
  ]);
  for await (const findings of pages()) if (findings.length > 0) await output.lines(table.lines(findings));
  const total = report?.total_count ?? 0;
  const count = shown === total ? `${total}` : `${shown} of ${total}`;
  output.note(output.errorStyle('dim', `${count} findings, compared ${report?.ended_at ?? 'never'}`));
  return undefined;
}

/** @throws CommandFailure for a run that has no report */
export function findingsIn({ findings, status, error }: GapReportDto): readonly GapFindingDto[] {
  if (findings !== null) return findings;
  if (status === 'running')
    throw new CommandFailure('the run has not ended', 'Wait for it with `trapline gaps run`.');
  throw new CommandFailure(`the run has failed: ${error ?? 'no reason is given'}`);
}
