import type { ComponentChildren, JSX } from 'preact';
import type { PlanHeadDto } from '@trapline/client';
import { clusters } from '../../data/clusters.ts';
import { moment, t } from '../../messages.ts';
import { makerOf } from '../../plans/plan-words.ts';
import { planAddress } from './open-plan.ts';

/** By whom, when and for what a plan was made. */
export function PlanFacts({ head }: { readonly head: PlanHeadDto }): JSX.Element {
  const { id, direction, undoes, started_at: begun, started_by: by, ended_at: ended } = head;
  const places = placesOf(head.scope);
  const kinds = head.filters.kinds ?? [];
  const most = head.filters.max_risk;
  return (
    <section class="card plan-facts" aria-label={t('plans.facts')}>
      <dl class="facts">
        <Fact name={t('plans.by')}>{makerOf(head)}</Fact>
        <Fact name={t('plans.made')}>{moment(head.created_at)}</Fact>
        <Fact name={t('plans.direction')}>{t(`direction.${direction}`)}</Fact>
        {undoes !== null && (
          <Fact name={t('plans.takes-back.name')}>
            <a href={planAddress(undoes)}>{t('plans.other')}</a>
          </Fact>
        )}
        {undoes === null && (
          <Fact name={t('plans.scope')}>
            {places.length === 0 ? t('plans.scope.all') : places.join('; ')}
          </Fact>
        )}
        {kinds.length > 0 && (
          <Fact name={t('plans.kinds')}>{kinds.map((kind) => t(`action.${kind}`)).join(', ')}</Fact>
        )}
        {most !== undefined && <Fact name={t('plans.max-risk')}>{t(`risk.${most}`)}</Fact>}
        {begun !== null && (
          <Fact name={t('plans.begun')}>{by === null ? moment(begun) : `${moment(begun)}, ${by}`}</Fact>
        )}
        {ended !== null && <Fact name={t('plans.ended-at')}>{moment(ended)}</Fact>}
        <Fact name={t('plans.id')}>
          <code class="plan-id">{id}</code>
        </Fact>
      </dl>
    </section>
  );
}

function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function placesOf(scope: PlanHeadDto['scope']): readonly string[] {
  const ids = scope.cluster_ids ?? [];
  const references = scope.references ?? [];
  return [
    ...(scope.customers ?? []),
    ...(scope.sites ?? []),
    ...ids.map((id) => clusters.data.value?.find((each) => each.id === id)?.name ?? id),
    ...(references.length === 0 ? [] : [t('plans.references', { n: references.length })]),
  ];
}
