import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { clusters } from '../../data/clusters.ts';
import { t } from '../../messages.ts';
import { PlanDialogue } from '../../plans/plan-dialogue.tsx';
import { ticked } from './gap-selection.ts';
import { Mending } from './mending.ts';

const NAMED = 12;

interface Props {
  readonly references: readonly string[];
  readonly close: () => void;
}

/** A plan for some gaps. */
export function MendDialogue({ references, close }: Props): JSX.Element {
  const [mending] = useState(() => new Mending(references));
  const { work } = mending;
  return (
    <PlanDialogue
      title={t('plan.title', { n: references.length })}
      work={work}
      begin={() => void mending.look()}
      close={() => {
        const { value: stage } = work.stage;
        if (stage === 'applying' || stage === 'ended') ticked.value = new Set();
        close();
      }}
    >
      <ClusterChoice mending={mending} />
      <SilentReferences references={mending.silent.value} />
    </PlanDialogue>
  );
}

/** Where several clusters could take a device, or none that is known to, somebody has to say which. */
function ClusterChoice({ mending }: { readonly mending: Mending }): JSX.Element | null {
  if (!mending.lacksCluster.value && mending.cluster.value === '') return null;
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

/** References about which nothing is to be done. */
function SilentReferences({ references }: { readonly references: readonly string[] }): JSX.Element | null {
  if (references.length === 0) return null;
  return (
    <p class="soft plan-silent">
      {t('plan.silent', { n: references.length })} {references.slice(0, NAMED).join(', ')}
      {references.length > NAMED && ' …'}
    </p>
  );
}
