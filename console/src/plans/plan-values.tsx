import type { JSX } from 'preact';
import type { PlanActionDto } from '@trapline/client';
import { clusters } from '../data/clusters.ts';
import { isPlanned } from '../data/devices.ts';
import { type MessageName, t } from '../messages.ts';
import { RecordChanges } from '../ui/record-changes.tsx';

type Values = Readonly<Record<string, string>>;

const LABELS: Readonly<Partial<Record<string, MessageName>>> = {
  erp_reference: 'column.erp_reference',
  customer: 'column.customer',
  site: 'column.site',
  area: 'column.area',
  placement: 'column.placement',
  configuration: 'column.configuration',
  status: 'column.status',
  hardware_id: 'column.id',
  cluster_id: 'column.cluster_name',
};

/** The head of an action says these already. */
const IN_HEAD = ['erp_reference', 'customer', 'site'];

/** The values of an action before and after. */
export function PlanValues({ action: { before, after } }: { readonly action: PlanActionDto }): JSX.Element {
  const isWhole = before === null || after === null;
  const shown = (values: Values | null): Values | null =>
    values === null
      ? null
      : Object.fromEntries(
          Object.entries(values)
            .filter(([name]) => !isWhole || !IN_HEAD.includes(name))
            .map(([name, value]) => [name, wordsFor(name, value)]),
        );
  return (
    <RecordChanges
      before={shown(before)}
      after={shown(after)}
      labelOf={(name) => {
        const label = LABELS[name];
        return label === undefined ? name : t(label);
      }}
    />
  );
}

function wordsFor(name: string, value: string): string {
  if (name === 'hardware_id' && isPlanned({ id: value })) return t('device.planned');
  if (name !== 'cluster_id') return value;
  return clusters.data.value?.find(({ id }) => id === value)?.name ?? value;
}
