import type { Style } from '../../output/style';

export type CheckState = 'ok' | 'warning' | 'failed' | 'skipped';

/** What looking at one part has shown. */
export interface Check {
  readonly name: string;
  readonly state: CheckState;
  readonly detail: string;
  /** What to do; empty when all is well. */
  readonly remedies: readonly string[];
}

const SIGNS: Readonly<Record<CheckState, readonly [string, Parameters<Style>[0]]>> = {
  ok: ['✔', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✖', 'red'],
  skipped: ['-', 'dim'],
};

export function ok(name: string, detail: string): Check {
  return { name, state: 'ok', detail, remedies: [] };
}

export function failed(name: string, detail: string, ...remedies: string[]): Check {
  return { name, state: 'failed', detail, remedies };
}

export function warning(name: string, detail: string, ...remedies: string[]): Check {
  return { name, state: 'warning', detail, remedies };
}

export function skipped(name: string, detail: string, ...remedies: string[]): Check {
  return { name, state: 'skipped', detail, remedies };
}

const NAME_WIDTH = 18;

/** A coloured line, and one for each remedy. */
export function checkLines({ name, state, detail, remedies }: Check, style: Style): string[] {
  const [sign, colour] = SIGNS[state];
  const indent = ' '.repeat(NAME_WIDTH + 3);
  const text = detail.split('\n').join(`\n${indent}`);
  return [
    `${style(colour, sign)} ${name.padEnd(NAME_WIDTH)} ${style(colour, text)}`,
    ...remedies.map((remedy) => `${indent}→ ${remedy}`),
  ];
}
