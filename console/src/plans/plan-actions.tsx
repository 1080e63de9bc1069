import { useEffect, useId } from 'preact/hooks';
import type { JSX } from 'preact';
import type { PlanActionDto } from '@trapline/client';
import { clusters } from '../data/clusters.ts';
import { type ActionStatus, statusesIn } from '../data/plan-action-list.ts';
import type { PlanRun } from '../data/plan-run.ts';
import { useFresh } from '../data/use-resource.ts';
import { t } from '../messages.ts';
import { ProblemNote } from '../ui/problem-note.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import { Wait } from '../ui/wait.tsx';
import { PlanValues } from './plan-values.tsx';

const EVERY_MS = 15_000;

const TONES = {
  pending: 'info',
  applied: 'good',
  undone: 'off',
  skipped: 'off',
  refused: 'warn',
  failed: 'bad',
} as const satisfies Readonly<Record<ActionStatus, string>>;

/** What a plan would do, or has done, record by record. */
export function PlanActions({ run }: { readonly run: PlanRun }): JSX.Element | null {
  const { actions } = run;
  const head = run.head.value;
  const radios = useId();
  useFresh(EVERY_MS, actions.read);
  useEffect(() => {
    void clusters.load();
  }, []);
  const progress = JSON.stringify(head.progress);
  useEffect(() => {
    if (actions.read.data.peek() !== undefined) actions.read.refresh();
  }, [progress]);

  const statuses = statusesIn(head);
  if (statuses.length === 0) return null;
  const only = actions.only.value;
  const shown = actions.read.data.value;
  const trouble = actions.read.trouble.value;
  const count = (status: ActionStatus): number => head.progress[status] ?? 0;
  const all = (only === undefined ? statuses : [only]).reduce((sum, status) => sum + count(status), 0);
  return (
    <>
      {statuses.length > 1 ? (
        <fieldset class="segments plan-filter" aria-label={t('plan.filter')}>
          {[undefined, ...statuses].map((status) => (
            <label key={status ?? ''}>
              <input
                type="radio"
                name={radios}
                checked={only === status}
                onChange={() => {
                  actions.choose(status);
                }}
              />
              {status === undefined
                ? t('plan.all', { n: statuses.reduce((sum, each) => sum + count(each), 0) })
                : t(`fate.${status}.n`, { n: count(status) })}
            </label>
          ))}
        </fieldset>
      ) : (
        <p role="status">{statuses.map((status) => t(`fate.${status}.n`, { n: count(status) })).join('')}</p>
      )}
      {trouble !== undefined && (
        <ProblemNote
          trouble={trouble}
          what={t('plan.actions.failed')}
          retry={() => void actions.read.load()}
        />
      )}
      {shown === undefined && trouble === undefined && <Wait words={t('loading')} />}
      {shown !== undefined && shown.length > 0 && (
        <div class="plan-box" tabIndex={0} role="region" aria-label={t('plan.actions')}>
          <ol class="plain plan-actions">
            {shown.map((action) => (
              <Action key={action.id} action={action} isDraft={head.status === 'draft'} />
            ))}
          </ol>
          {actions.hasMore.value && (
            <button
              type="button"
              class="button small quiet wide"
              disabled={actions.read.loading.value}
              onClick={() => void actions.more()}
            >
              {t('plan.more', { n: Math.max(all - shown.length, 1) })}
            </button>
          )}
        </div>
      )}
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
