import { useId } from 'preact/hooks';
import type { JSX } from 'preact';
import { Columns3, Search, X } from 'lucide';
import { valuesOf } from '../../data/devices.ts';
import { t } from '../../messages.ts';
import { query, setQuery } from '../../router.ts';
import { Icon } from '../../ui/icon.tsx';
import { chooseColumn, COLUMNS, columns } from './device-columns.ts';
import { type Filter, FILTERS } from './device-selection.ts';

/** Search, filters and the choice of columns. */
export function DeviceTools(): JSX.Element {
  const filtered = FILTERS.some((name) => query.value.has(name)) || query.value.has('q');
  return (
    <div class="tools" role="search">
      <label class="search">
        <Icon of={Search} size={16} />
        <span class="unseen">{t('devices.search')}</span>
        <input
          class="input"
          type="search"
          placeholder={t('devices.search.hint')}
          value={query.value.get('q') ?? ''}
          onInput={(event) => {
            setQuery({ q: event.currentTarget.value });
          }}
        />
      </label>
      <Choice name="customer" values={valuesOf('customer')} />
      <Choice name="site" values={valuesOf('site')} />
      <Choice name="status" values={valuesOf('status')} />
      <Choice
        name="device_type"
        values={['rodent_sensor', 'gateway', 'unknown']}
        words={(v) => t(`type.${v as 'gateway'}`)}
      />
      {filtered && (
        <button
          type="button"
          class="button small quiet"
          onClick={() => {
            setQuery({ q: '', customer: '', site: '', status: '', device_type: '' });
          }}
        >
          <Icon of={X} size={14} />
          {t('filter.clear')}
        </button>
      )}
      <ColumnMenu />
    </div>
  );
}

interface ChoiceProps {
  readonly name: Filter;
  readonly values: readonly string[];
  readonly words?: (value: string) => string;
}

function Choice({ name, values, words = (value) => value }: ChoiceProps): JSX.Element {
  return (
    <select
      class="select"
      aria-label={t(`column.${name}`)}
      value={query.value.get(name) ?? ''}
      onChange={(event) => {
        setQuery({ [name]: event.currentTarget.value });
      }}
    >
      <option value="">{t(`filter.${name}`)}</option>
      {values.map((value) => (
        <option key={value} value={value}>
          {words(value)}
        </option>
      ))}
    </select>
  );
}

function ColumnMenu(): JSX.Element {
  const id = useId();
  return (
    <details class="menu">
      <summary class="button">
        <Icon of={Columns3} size={16} />
        {t('columns.title')}
      </summary>
      <fieldset class="menu-body card" aria-labelledby={id}>
        <legend id={id} class="unseen">
          {t('columns.title')}
        </legend>
        {COLUMNS.map((column) => (
          <label key={column} class="check">
            <input
              type="checkbox"
              checked={columns.value.includes(column)}
              onChange={(event) => {
                chooseColumn(column, event.currentTarget.checked);
              }}
            />
            {t(`column.${column}`)}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
