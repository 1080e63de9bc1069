import { useId, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { t } from '../../messages.ts';
import { differing, type FieldName, FIELDS, type Values } from './device-fields.ts';

interface Props {
  /** As it was when the form was opened. */
  readonly before: Values;
  readonly mine: Values;
  readonly theirs: Values;
  readonly busy: boolean;
  readonly keepTheirs: () => void;
  readonly save: (chosen: Values) => void;
}

type Side = 'mine' | 'theirs';

/** Two people have changed one device: field by field, whose value is to stand. */
export function ConflictView({ before, mine, theirs, busy, keepTheirs, save }: Props): JSX.Element {
  const fields = differing(mine, theirs);
  const touched = differing(before, mine);
  // What only the other one has changed is theirs without asking.
  const [sides, setSides] = useState<Partial<Record<FieldName, Side>>>(() =>
    Object.fromEntries(fields.map((name) => [name, touched.includes(name) ? 'mine' : 'theirs'])),
  );
  const group = useId();
  const chosen = (): Values => {
    const value = (name: FieldName): string => (sides[name] === 'mine' ? mine[name] : theirs[name]);
    return Object.fromEntries(FIELDS.map((name) => [name, value(name)])) as Record<FieldName, string>;
  };
  return (
    <>
      <p class="soft">{t('conflict.words')}</p>
      <table class="table versions">
        <thead>
          <tr>
            <th scope="col">{t('conflict.field')}</th>
            <th scope="col">{t('conflict.before')}</th>
            <th scope="col">{t('conflict.mine')}</th>
            <th scope="col">{t('conflict.theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((name) => (
            <tr key={name}>
              <th scope="row">{t(`column.${name}`)}</th>
              <td class="soft">{before[name] || '–'}</td>
              {(['mine', 'theirs'] as const).map((side) => (
                <td key={side}>
                  <label class="check">
                    <input
                      type="radio"
                      name={`${group}-${name}`}
                      checked={sides[name] === side}
                      onChange={() => {
                        setSides({ ...sides, [name]: side });
                      }}
                    />
                    {(side === 'mine' ? mine : theirs)[name] || '–'}
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div class="form-actions">
        <button type="button" class="button" onClick={keepTheirs}>
          {t('conflict.keep')}
        </button>
        <button
          type="button"
          class="button primary"
          disabled={busy}
          onClick={() => {
            save(chosen());
          }}
        >
          {busy ? t('saving') : t('conflict.save')}
        </button>
      </div>
    </>
  );
}
