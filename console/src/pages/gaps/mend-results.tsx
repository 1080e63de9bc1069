import type { JSX } from 'preact';
import { t } from '../../messages.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import type { Mending, Result } from './mending.ts';

const TONES = {
  would_create: 'info',
  created: 'good',
  exists: 'off',
  refused: 'warn',
  failed: 'bad',
  not_found: 'warn',
} as const;

interface Props {
  readonly results: readonly Result[];
  /** With it, a cluster can be chosen where none fits. */
  readonly mending?: Mending;
}

/** What would be made, or has been, point by point. */
export function MendResults({ results, mending }: Props): JSX.Element {
  const counts = new Map<Result['outcome'], number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return (
    <>
      <p role="status">{[...counts].map(([outcome, n]) => t(`outcome.${outcome}.n`, { n })).join(' · ')}</p>
      <div class="mend-box" tabIndex={0} role="region" aria-label={t('mend.results')}>
        <table class="table mend">
          <thead>
            <tr>
              <th scope="col">{t('column.erp_reference')}</th>
              <th scope="col">{t('mend.place')}</th>
              <th scope="col">{t('mend.outcome')}</th>
            </tr>
          </thead>
          <tbody>
            {results.map((result, i) => (
              <tr key={`${result.reference}-${i}`}>
                <th scope="row">{result.reference}</th>
                <td>
                  {[
                    result.inspection_point?.customer,
                    result.inspection_point?.site,
                    result.inspection_point?.area,
                  ]
                    .filter(Boolean)
                    .join(' › ') || '–'}
                </td>
                <td>
                  <Outcome result={result} {...(mending !== undefined && { mending })} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Outcome({ result, mending }: { readonly result: Result; readonly mending?: Mending }): JSX.Element {
  const { reference, outcome, errors, candidates } = result;
  const chosen = mending?.clusters.value.get(reference);
  const shown = chosen === undefined ? outcome : 'would_create';
  return (
    <>
      <StatusDot tone={TONES[shown]} words={t(`outcome.${shown}`)} />
      {chosen === undefined && errors.length > 0 && candidates === null && (
        <p class="soft">{errors.map(({ field, message }) => `${field} ${message}`).join('; ')}</p>
      )}
      {mending !== undefined && candidates !== null && candidates.length > 0 && (
        <select
          class="select small"
          aria-label={t('mend.cluster', { name: reference })}
          value={chosen ?? ''}
          onChange={(event) => {
            const next = new Map(mending.clusters.peek());
            if (event.currentTarget.value === '') next.delete(reference);
            else next.set(reference, event.currentTarget.value);
            mending.clusters.value = next;
          }}
        >
          <option value="">{t('mend.choose-cluster')}</option>
          {candidates.map(({ cluster_id: id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </>
  );
}
