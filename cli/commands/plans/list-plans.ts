import { type PlanHeadDto, pagesOf } from '../../../clients/typescript/src/index.ts';
import { UsageError } from '../../errors';
import type { Column } from '../../output/table';
import type { Style } from '../../output/style';
import { eachOf } from '../../output/each-of';
import type { Session } from '../../session';

type Status = PlanHeadDto['status'];

const PAGE = 100;

const STATUS_COLOURS: Readonly<Record<Status, Parameters<Style>[0]>> = {
  draft: 'cyan',
  applying: 'yellow',
  paused: 'yellow',
  applied: 'green',
  failed: 'red',
  cancelled: 'dim',
};
export const PLAN_STATUSES = Object.keys(STATUS_COLOURS) as readonly Status[];

export interface PlanListOptions {
  readonly status?: readonly string[];
  readonly limit?: number;
}

const COLUMNS: readonly Column<PlanHeadDto>[] = [
  { title: 'Plan', value: ({ id }) => id },
  { title: 'Status', value: ({ status }) => status, format: ({ status }) => STATUS_COLOURS[status] },
  { title: 'Done', value: doneOf, align: 'right' },
  { title: 'Created', value: ({ created_at: at }) => `${at.slice(0, 19)}Z` },
  { title: 'By', value: ({ created_by: who, trigger }) => (trigger === 'request' ? who : trigger) },
  { title: 'Direction', value: ({ direction }) => direction },
  { title: 'Actions', value: summaryOf },
];

/** Newest first, page by page, each written before the next is asked for. */
export async function listPlans(session: Session, options: PlanListOptions): Promise<undefined> {
  const { output } = session;
  const most = options.limit ?? Infinity;
  const status = statusesOf(options);
  let shown = 0;
  let isWhole = true;
  const pages = async function* (): AsyncGenerator<readonly PlanHeadDto[]> {
    const query = { limit: Math.min(PAGE, most), ...(status !== undefined && { status }) };
    for await (const page of pagesOf(await session.trapline(), '/api/v1/erp/sync/plans', { query })) {
      const plans = page.plans.slice(0, most - shown);
      shown += plans.length;
      isWhole = page.next_cursor === null && plans.length === page.plans.length;
      yield plans;
      if (shown >= most) return;
    }
  };
  if (output.json) {
    await output.documentOf('plans', eachOf(pages()), () => ({}));
    return undefined;
  }
  const table = output.table(COLUMNS);
  for await (const plans of pages()) if (plans.length > 0) await output.lines(table.lines(plans));
  output.note(output.errorStyle('dim', footer(shown, isWhole, status !== undefined)));
  return undefined;
}

/** @throws UsageError for a status that there is not */
function statusesOf({ status }: PlanListOptions): Status[] | undefined {
  const wrong = status?.find((each) => !PLAN_STATUSES.some((known) => known === each));
  if (wrong !== undefined) {
    throw new UsageError(`there is no status "${wrong}"`, `There are ${PLAN_STATUSES.join(', ')}.`);
  }
  return status as Status[] | undefined;
}

/** `3/33`: actions that have a result, of all that are to be applied. */
function doneOf({ progress }: PlanHeadDto): string {
  const { pending = 0, applied = 0, refused = 0, failed = 0, undone = 0 } = progress;
  const done = applied + refused + failed + undone;
  return `${done}/${done + pending}`;
}

function summaryOf({ summary, undoes }: PlanHeadDto): string {
  const kinds = Object.entries(summary).map(([kind, count]) => `${count} ${kind.replace(/_/g, ' ')}`);
  return [...(undoes === null ? [] : [`undoes ${undoes}`]), kinds.join(', ') || 'nothing'].join(': ');
}

function footer(shown: number, isWhole: boolean, isFiltered: boolean): string {
  if (shown > 0) return `${shown} plans${isWhole ? '' : ', and there are older ones'}`;
  return isFiltered
    ? 'No plan is in that status. Without --status, `trapline plan list` shows all.'
    : 'There is no plan yet; `trapline plan` makes one.';
}
