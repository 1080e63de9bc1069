import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

/** What a reader has chosen, kept by this browser. */
export const theme = signal<Theme>(oneOf(['system', 'light', 'dark'], read('theme')) ?? 'system');
export const language = signal<Language>(
  oneOf(['en', 'de'], read('language')) ?? oneOf(['en', 'de'], navigator.language.slice(0, 2)) ?? 'en',
);

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
const dark = signal(systemIsDark.matches);

/** Keeps the document in step with the choices. */
export function applyPreferences(): void {
  systemIsDark.addEventListener('change', (event) => (dark.value = event.matches));
  effect(() => {
    const shown = theme.value === 'system' ? (dark.value ? 'dark' : 'light') : theme.value;
    document.documentElement.dataset['theme'] = shown;
    write('theme', theme.value);
  });
  effect(() => {
    document.documentElement.lang = language.value;
    write('language', language.value);
  });
}

export function read(name: string): string | null {
  return window.localStorage.getItem(`trapline.${name}`);
}

export function write(name: string, value: string): void {
  window.localStorage.setItem(`trapline.${name}`, value);
}

function oneOf<T extends string>(known: readonly T[], text: string | null): T | undefined {
  return known.find((each) => each === text);
}
