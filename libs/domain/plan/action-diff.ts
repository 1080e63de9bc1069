import type { ActionKind, PlanValues, Risk } from './plan-action';

/** The parts of an action that a reader of a diff sees. */
export interface DiffedAction {
  readonly kind: ActionKind;
  readonly risk: Risk;
  readonly status: string;
  readonly reason: string;
  readonly erpReference: string;
  readonly guid: string | null;
  readonly before: PlanValues | null;
  readonly after: PlanValues | null;
}

const SIGNS: Readonly<Partial<Record<ActionKind, string>>> = {
  create: '+',
  delete: '-',
  write_back: '>',
  create_point: '+',
  archive_point: '-',
  restore_point: '+',
};

/** One action as text for people, with a line per value, each ending with a line break. */
export function actionDiff(action: DiffedAction): string {
  const { kind, risk, status, reason, erpReference, guid, before, after } = action;
  const skipped = status === 'skipped';
  const sign = skipped ? '!' : (SIGNS[kind] ?? '~');
  const subject = [erpReference === '' ? '(no reference)' : erpReference, guid].filter(
    (part) => part !== null,
  );
  const label = skipped ? `skipped ${kind}` : `${kind} [${risk} risk, ${status}]`;
  const lines = [`${sign} ${subject.join(' ')}: ${label}`, `    ${reason}`];
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]) as Set<
    keyof PlanValues
  >;
  for (const field of fields) lines.push(...valueLines(field, before?.[field], after?.[field]));
  return lines.map((line) => `${line}\n`).join('');
}

function valueLines(field: string, before: string | undefined, after: string | undefined): readonly string[] {
  const lines: string[] = [];
  if (before !== undefined) lines.push(`  - ${field}: ${JSON.stringify(before)}`);
  if (after !== undefined) lines.push(`  + ${field}: ${JSON.stringify(after)}`);
  return lines;
}
