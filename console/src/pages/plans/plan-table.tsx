import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type { PlanHeadDto } from '@trapline/client';
import { countsOf, isUnderWay } from '../../data/plans.ts';
import { moment, t } from '../../messages.ts';
import { kindsOf, makerOf, PLAN_TONES } from '../../plans/plan-words.ts';
import { Meter } from '../../ui/meter.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { leftPlan, planAddress } from './open-plan.ts';

const COLUMNS = ['made', 'by', 'direction', 'status', 'what', 'done'] as const;

/** What is done need not have been applied, or still stand. */
const NOTED = ['failed', 'refused', 'undone'] as const;

/** Plans as a table; each leads to what it is made of. */
export function PlanTable({ plans }: { readonly plans: readonly PlanHeadDto[] }): JSX.Element {
  return (
    <div class="card scroll" tabIndex={0} role="region" aria-label={t('nav.plans')}>
      <table class="table plans">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`plans.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plans.map((plan) => (
            <Row key={plan.id} plan={plan} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ plan }: { readonly plan: PlanHeadDto }): JSX.Element {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // Who comes back from a plan goes on where they were.
    if (leftPlan.peek() !== plan.id) return;
    leftPlan.value = undefined;
    link.current?.focus();
  }, []);
  const { id, status, direction, created_at: at, undoes, progress } = plan;
  const { done, total } = countsOf(plan);
  const kinds = kindsOf(plan);
  return (
    <tr>
      <th scope="row">
        <a href={planAddress(id)} ref={link}>
          {moment(at)}
        </a>
      </th>
      <td>
        <span class="clip">{makerOf(plan)}</span>
      </td>
      <td>{t(`direction.${direction}`)}</td>
      <td>
        <StatusDot tone={PLAN_TONES[status]} words={t(`plans.status.${status}`)} />
      </td>
      <td>
        {undoes !== null && `${t('plans.takes-back')} `}
        {kinds === '' ? t('plan.nothing') : kinds}
      </td>
      <td class="plan-done">
        {isUnderWay(plan) && <Meter percent={(done / Math.max(total, 1)) * 100} tone="good" />}
        <span class="num">{total === 0 ? '–' : t('of', { part: done, whole: total })}</span>
        {NOTED.filter((fate) => (progress[fate] ?? 0) > 0).map((fate) => (
          <p key={fate} class="soft">
            {t(`fate.${fate}.n`, { n: progress[fate] ?? 0 })}
          </p>
        ))}
      </td>
    </tr>
  );
}
