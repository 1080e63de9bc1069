import { type DeviceFields, PLANNED_HARDWARE_ID } from '../device';
import type { InspectionPoint } from '../inspection-point';
import type { Sides } from './applied-sides.fixture';
import type { PlanInput, SyncPlan } from './plan-input';
import { planSides } from './plan-sides';
import { DEFAULT_POLICY, type SyncPolicy } from './sync-policy';

export const ERP_OWNS_ALL = { ...DEFAULT_POLICY.owners, hardware_id: 'erp', status: 'erp' } as const;
/** One cluster per customer, as long as it is one of two. */
const CLUSTERS: Readonly<Record<string, string>> = {
  'Harbour Foods': 'cluster-1',
  'Tarnwick Hotels': 'cluster-2',
};

function toFields(point: InspectionPoint): DeviceFields {
  const { customer, site, area, placement, configuration, reference, deviceEui } = point;
  const hardwareId = deviceEui === '' ? PLANNED_HARDWARE_ID : deviceEui;
  const status = deviceEui === '' ? 'pending' : point.status;
  return { customer, site, area, placement, configuration, erpReference: reference, hardwareId, status };
}

export type Options = Partial<Pick<PlanInput, 'direction' | 'refusesNewPoints' | 'otherwiseIn'>> & {
  readonly policy?: Partial<SyncPolicy>;
};

/** A plan by the default policy, but for what is given. */
export function plan(
  { points, devices }: Sides,
  { direction = 'to_microshare', policy, otherwiseIn, refusesNewPoints }: Options = {},
): SyncPlan {
  return planSides({
    points,
    devices,
    direction,
    otherwiseIn,
    policy: { ...DEFAULT_POLICY, ...policy },
    toFields,
    refusesNewPoints,
    clusterFor: ({ customer }) => {
      const clusterId = CLUSTERS[customer];
      return clusterId === undefined ? { reason: `no cluster serves ${customer}` } : { clusterId };
    },
  });
}
