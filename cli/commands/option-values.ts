import { InvalidArgumentError } from 'commander';

/** Parses an option that is a whole number of at least one. */
export function count(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}

/** For options that may be repeated, or hold several values separated by commas. */
export function several(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), ...text.split(',').map((part) => part.trim())];
}
