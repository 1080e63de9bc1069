import type { JSX } from 'preact';
import { t } from '../../messages.ts';
import { query, setQuery } from '../../router.ts';

const TEXTS = ['actor', 'reference', 'subject'] as const;
const KINDS = ['device', 'point', 'plan', 'auth', 'cache', 'job'] as const;
const RESULTS = ['done', 'refused', 'failed', 'unknown'] as const;
const DAYS = ['from', 'to'] as const;

/** What to look for in the trail; all of it is in the address. */
export function AuditTools(): JSX.Element {
  const params = query.value;
  const kind = (params.get('action') ?? '').replace(/\..*$/, '');
  return (
    <div class="tools" role="search">
      {TEXTS.map((name) => (
        <input
          key={name}
          class="input"
          type="search"
          aria-label={t(`audit.${name}`)}
          placeholder={t(`audit.${name}`)}
          value={params.get(name) ?? ''}
          onInput={(event) => {
            setQuery({ [name]: event.currentTarget.value });
          }}
        />
      ))}
      <select
        class="select"
        aria-label={t('audit.action')}
        value={kind}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setQuery({ action: value === '' ? '' : `${value}.*` });
        }}
      >
        <option value="">{t('audit.any-action')}</option>
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {t(`audit.kind.${each}`)}
          </option>
        ))}
      </select>
      <select
        class="select"
        aria-label={t('audit.result')}
        value={params.get('result') ?? ''}
        onChange={(event) => {
          setQuery({ result: event.currentTarget.value });
        }}
      >
        <option value="">{t('audit.any-result')}</option>
        {RESULTS.map((each) => (
          <option key={each} value={each}>
            {t(`audit.result.${each}`)}
          </option>
        ))}
      </select>
      {DAYS.map((name) => (
        <label key={name} class="day">
          <span class="soft">{t(`audit.${name}`)}</span>
          <input
            class="input"
            type="date"
            value={params.get(name) ?? ''}
            onChange={(event) => {
              setQuery({ [name]: event.currentTarget.value });
            }}
          />
        </label>
      ))}
    </div>
  );
}
