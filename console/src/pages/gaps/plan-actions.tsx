import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { PlanActionDto } from '@trapline/client';
import type { PlanRun } from '../../data/plan-run.ts';
import { t } from '../../messages.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { PlanValues } from './plan-values.tsx';

type Status = PlanActionDto['status'];

/** Drawn at a time. */
const AT_ONCE = 50;

const TONES = {
  pending: 'info',
  applied: 'good',
  undone: 'off',
  skipped: 'off',
  refused: 'warn',
  failed: 'bad',
} as const satisfies Readonly<Record<Status, string>>;

/** What needs a look comes first. */
const ORDER: readonly Status[] = ['failed', 'refused', 'pending', 'applied', 'undone', 'skipped'];

/** What a plan would do, or has done, record by record. */
export function PlanActions({ run }: { readonly run: PlanRun }): JSX.Element {
  const [only, setOnly] = useState<Status>();
  const [most, setMost] = useState(AT_ONCE);
  const actions = run.actions.value;
  const statuses = ORDER.filter((status) => actions.some((action) => action.status === status));
  const shown = (only === undefined ? statuses : [only]).flatMap((status) =>
    actions.filter((action) => action.status === status),
  );
  const counted = (status: Status): string =>
    t(`fate.${status}.n`, { n: actions.filter((action) => action.status === status).length });
  const choose = (status: Status | undefined): void => {
    setOnly(status);
    setMost(AT_ONCE);
  };
  return (
    <>
      {statuses.length > 1 ? (
        <fieldset class="segments plan-filter" aria-label={t('plan.filter')}>
          {[undefined, ...statuses].map((status) => (
            <label key={status ?? ''}>
              <input
                type="radio"
                name="plan-status"
                checked={only === status}
                onChange={() => {
                  choose(status);
                }}
              />
              {status === undefined ? t('plan.all', { n: actions.length }) : counted(status)}
            </label>
          ))}
        </fieldset>
      ) : (
        <p role="status">{statuses.map(counted).join('')}</p>
      )}
      <div class="plan-box" tabIndex={0} role="region" aria-label={t('plan.actions')}>
        <ol class="plain plan-actions">
          {shown.slice(0, most).map((action) => (
            <Action key={action.id} action={action} isDraft={run.head.value.status === 'draft'} />
          ))}
        </ol>
        {shown.length > most && (
          <button
            type="button"
            class="button small quiet wide"
            onClick={() => {
              setMost(most + AT_ONCE);
            }}
          >
            {t('plan.more', { n: shown.length - most })}
          </button>
        )}
      </div>
    </>
  );
}

function Action({
  action,
  isDraft,
}: {
  readonly action: PlanActionDto;
  readonly isDraft: boolean;
}): JSX.Element {
  const { kind, risk, status, reason, result, erp_reference: reference, customer, site } = action;
  return (
    <li class="plan-action">
      <div class="plan-action-head">
        <strong class="mono">{reference === '' ? t('gaps.no-reference') : reference}</strong>
        <span class="soft clip">{[customer, site].filter(Boolean).join(' › ')}</span>
        {status !== 'skipped' && <span class={`tag tag-${RISK_TONES[risk]}`}>{t(`risk.${risk}`)}</span>}
        {!(isDraft && status === 'pending') && <StatusDot tone={TONES[status]} words={t(`fate.${status}`)} />}
      </div>
      <p>
        {t(`action.${kind}`)} <span class="soft">{reason}</span>
      </p>
      {result !== '' && <p>{result}</p>}
      {status !== 'skipped' && <PlanValues action={action} />}
    </li>
  );
}

const RISK_TONES = { low: 'info', medium: 'warn', high: 'bad' } as const;
