import { pipeline, Readable } from 'node:stream';
import { actionDiff } from '@libs/domain';
import { stringify } from 'csv-stringify';
import { toPlanActionDto } from './plan.dto';
import type { Plan, StoredAction } from './plan';

const COLUMNS = [
  'id',
  'kind',
  'risk',
  'status',
  'reason',
  'erp_reference',
  'guid',
  'before',
  'after',
  'erp_id',
  'cluster_id',
  'customer',
  'site',
  'result',
];

/**
 * The actions as CSV (RFC 4180, UTF-8, with a header line), one row per action; values before and after as JSON. What a
 * spreadsheet would take for a formula gets a leading apostrophe.
 */
export function planCsv(actions: AsyncIterable<StoredAction>): Readable {
  const csv = stringify({ header: true, columns: COLUMNS, escape_formulas: true, record_delimiter: '\r\n' });
  pipeline(Readable.from(rows(actions)), csv, (error) => {
    // A failed source has destroyed the stream with its error already, except for a reader that went away.
    if (error && !csv.destroyed) csv.destroy(error);
  });
  return csv;
}

/** The plan as text for people: what it is, then each action with its values before and after. */
export function planText(plan: Plan, actions: AsyncIterable<StoredAction>): Readable {
  return Readable.from(paragraphs(plan, actions), { objectMode: false });
}

async function* rows(actions: AsyncIterable<StoredAction>): AsyncGenerator<Record<string, string | null>> {
  for await (const action of actions) {
    const { before, after, ...row } = toPlanActionDto(action);
    yield { ...row, before: before && JSON.stringify(before), after: after && JSON.stringify(after) };
  }
}

async function* paragraphs(plan: Plan, actions: AsyncIterable<StoredAction>): AsyncGenerator<string> {
  const counts = Object.entries(plan.summary).map(([kind, count]) => `${count} ${kind}`);
  yield `${plan.id} (${plan.direction}), ${plan.status}, made ${plan.createdAt.toISOString()} by ${plan.createdBy.name}\n`;
  yield `${counts.length === 0 ? 'nothing to do' : counts.join(', ')}; touches ${plan.touchedPercent} % of the records\n`;
  if (plan.note !== '') yield `${plan.note}\n`;
  for await (const action of actions) {
    yield `\n#${action.position} ${actionDiff(action)}`;
    if (action.result !== '') yield `    ${action.result}\n`;
  }
}
