import { language } from './preferences.ts';
import { de } from './messages/de.ts';
import { en, type Catalogue, type MessageName } from './messages/en.ts';

export type { MessageName };

const CATALOGUES: Readonly<Record<'en' | 'de', Catalogue>> = { en, de };

type Values = Readonly<Record<string, string | number>>;

/**
 * The message in the reader's language. `{name}` is replaced by the value of that name; a message with several forms takes
 * the one for `n`.
 */
export function t(name: MessageName, values: Values = {}): string {
  const message = CATALOGUES[language.value][name];
  const text = typeof message === 'string' ? message : formOf(message, Number(values['n'] ?? 0));
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => {
    const value = values[key];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(value) : value;
  });
}

function formOf({ one, other }: { readonly one: string; readonly other: string }, n: number): string {
  return new Intl.PluralRules(language.value).select(n) === 'one' ? one : other;
}

/** The reader's own way to write the language: British readers get British dates. */
function locale(): string {
  return navigator.languages.find((tag) => tag.startsWith(language.value)) ?? language.value;
}

export function number(value: number): string {
  return value.toLocaleString(locale());
}

export function percent(value: number): string {
  return (value / 100).toLocaleString(locale(), { style: 'percent', maximumFractionDigits: 1 });
}

/** `21 Nov, 09:04` */
export function moment(iso: string): string {
  const options = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
  return new Date(iso).toLocaleString(locale(), options);
}

/** `09:04`, from seconds since 1970. */
export function clock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
}

/** `3 minutes`, from seconds. */
export function span(seconds: number): string {
  const { unit, size } = UNITS.find(({ from }) => seconds >= from) ?? { unit: 'second', size: 1 };
  const value = Math.max(0, Math.floor(seconds / size));
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

const UNITS = [
  { unit: 'day', from: 2 * 86_400, size: 86_400 },
  { unit: 'hour', from: 2 * 3_600, size: 3_600 },
  { unit: 'minute', from: 120, size: 60 },
] as const;
