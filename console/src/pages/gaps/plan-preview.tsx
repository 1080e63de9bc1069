import type { JSX } from 'preact';
import { TriangleAlert } from 'lucide';
import type { PlanActionDto } from '@trapline/client';
import { clusters } from '../../data/clusters.ts';
import type { PlanRun } from '../../data/plan-run.ts';
import { number, t } from '../../messages.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Mending } from './mending.ts';
import { PlanActions } from './plan-actions.tsx';

const NAMED = 12;

/** What a draft would do, what it leaves alone, and why. */
export function PlanPreview({
  run,
  mending,
}: {
  readonly run: PlanRun;
  readonly mending: Mending;
}): JSX.Element {
  const { summary, touched_percent: touched } = run.head.value;
  const actions = run.actions.value;
  const kinds = Object.entries(summary) as [PlanActionDto['kind'], number][];
  const high = actions.filter(({ risk, status }) => risk === 'high' && status === 'pending').length;
  const silent = withoutAction(mending.references, actions);
  return (
    <>
      <p class="soft">{t('plan.words')}</p>
      <p role="status">
        {kinds.length === 0
          ? t('plan.nothing')
          : `${kinds.map(([kind, n]) => `${t(`action.${kind}`)}: ${number(n)}`).join(' · ')} · ${t('plan.touches', { n: touched })}`}
      </p>
      {high > 0 && (
        <div class="note note-warn">
          <Icon of={TriangleAlert} />
          <p>{t('plan.high-risk', { n: high })}</p>
        </div>
      )}
      <ClusterChoice mending={mending} lacking={actions.some(lacksDevice)} />
      {actions.length > 0 && <PlanActions run={run} />}
      {silent.length > 0 && (
        <p class="soft plan-silent">
          {t('plan.silent', { n: silent.length })} {silent.slice(0, NAMED).join(', ')}
          {silent.length > NAMED && ' …'}
        </p>
      )}
    </>
  );
}

/** Where several clusters could take a device, or none that is known to, somebody has to say which. */
function ClusterChoice({
  mending,
  lacking,
}: {
  readonly mending: Mending;
  readonly lacking: boolean;
}): JSX.Element | null {
  if (!lacking && mending.cluster.value === '') return null;
  return (
    <label class="field">
      <span class="field-name">{t('plan.cluster')}</span>
      <select
        class="select"
        value={mending.cluster.value}
        onChange={(event) => {
          mending.cluster.value = event.currentTarget.value;
          void mending.look();
        }}
      >
        <option value="">{t('plan.cluster.none')}</option>
        {(clusters.data.value ?? [])
          .filter(({ device_type: type }) => type === 'rodent_sensor')
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </select>
    </label>
  );
}

function lacksDevice({ status, kind, erp_reference: reference }: PlanActionDto): boolean {
  return status === 'skipped' && kind === 'create' && reference !== '';
}

/** References of which the plan says nothing. */
function withoutAction(references: readonly string[], actions: readonly PlanActionDto[]): readonly string[] {
  const told = new Set(actions.map(({ erp_reference: reference }) => reference));
  return references.filter((reference) => !told.has(reference));
}
