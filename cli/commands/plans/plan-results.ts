import {
  itemsOf,
  type PlanActionDto,
  type PlanHeadDto,
  type Trapline,
} from '../../../clients/typescript/src/index.ts';
import { cellText } from '../../output/cell-text';
import type { Output } from '../../output/output';
import type { Style } from '../../output/style';

type Status = PlanActionDto['status'];

const PAGE = 1_000;

const SIGNS: Readonly<Record<Status, readonly [string, Parameters<Style>[0]]>> = {
  applied: ['✔', 'green'],
  undone: ['↺', 'green'],
  failed: ['✖', 'red'],
  refused: ['!', 'yellow'],
  skipped: ['-', 'dim'],
  pending: ['·', 'dim'],
};

export function actionsOf(trapline: Trapline, id: string): AsyncIterable<PlanActionDto> {
  const init = { path: { id }, query: { limit: PAGE } };
  return itemsOf(trapline, '/api/v1/erp/sync/plans/{id}', 'actions', init);
}

/** The plan as one JSON document, its actions written while they are read. */
export async function printDocument(output: Output, trapline: Trapline, plan: PlanHeadDto): Promise<void> {
  const head = Object.entries(plan).filter(([name]) => name !== 'actions' && name !== 'next_cursor');
  await output.documentOf('actions', actionsOf(trapline, plan.id), () => Object.fromEntries(head));
}

/** What became of each action, a line for each and one for why. */
export async function printResults(output: Output, trapline: Trapline, { id }: PlanHeadDto): Promise<void> {
  for await (const action of actionsOf(trapline, id)) await output.lines(resultLines(action, output.style));
}

/** `6 applied, 1 skipped` */
export function countsOf({ progress }: PlanHeadDto): string {
  return Object.entries(progress)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');
}

function resultLines(action: PlanActionDto, style: Style): string[] {
  const { status, kind, erp_reference: reference, customer, site, result, reason } = action;
  const [sign, colour] = SIGNS[status];
  const place = [customer, site].map(cellText).filter((part) => part !== '');
  const why = status === 'skipped' ? reason : result;
  return [
    style(
      colour,
      `${sign} ${status} ${kind.replace(/_/g, ' ')} ${cellText(reference) || '(no reference)'}  ${place.join(' / ')}`,
    ),
    ...(why === '' ? [] : [`    ${cellText(why)}`]),
  ];
}
