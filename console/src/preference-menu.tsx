import type { JSX } from 'preact';
import { Monitor, Moon, Sun } from 'lucide';
import { t } from './messages.ts';
import { type Language, language, LANGUAGES, type Theme, theme } from './preferences.ts';
import { Icon } from './ui/icon.tsx';

const THEMES = [
  ['light', Sun],
  ['dark', Moon],
  ['system', Monitor],
] as const satisfies readonly (readonly [Theme, unknown])[];

/** Light or dark, and the language. */
export function PreferenceMenu(): JSX.Element {
  return (
    <div class="preferences">
      <fieldset class="segments" aria-label={t('theme.label')}>
        {THEMES.map(([name, icon]) => (
          <label key={name} title={t(`theme.${name}`)}>
            <input
              type="radio"
              name="theme"
              checked={theme.value === name}
              onChange={() => (theme.value = name)}
              aria-label={t(`theme.${name}`)}
            />
            <Icon of={icon} size={15} />
          </label>
        ))}
      </fieldset>
      <select
        class="select small"
        aria-label={t('language.label')}
        value={language.value}
        onChange={(event) => (language.value = event.currentTarget.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
