import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours where they are wanted, the bare text elsewhere. */
export type Style = (format: Format, text: string) => string;

/** NO_COLOR wins over FORCE_COLOR, both win over the terminal (no-color.org, force-color.org). */
export function wantsColour(
  environment: Readonly<Record<string, string | undefined>>,
  stream: { readonly isTTY?: boolean },
): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = environment;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return stream.isTTY === true && term !== 'dumb';
}

export function styleFor(colour: boolean): Style {
  return colour ? (format, text) => styleText(format, text) : (_format, text) => text;
}
