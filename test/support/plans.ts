import { rawTrap, smallFleet } from './clusters';
import { eventually } from './eventually';
import { type Answer, type Trapline } from './trapline';

export const PLANS = '/api/v1/erp/sync/plans';

/** Inspection points that want one action of most kinds from {@link plannedFleet}. */
export const PLANNED_PRODUCTS = [
  { name: 'Harbour Foods / Dock Street Mill / Grain Intake', default_code: 'HF_DSM_0001' },
  { name: 'Harbour Foods / Dock Street Mill / Loading Bay', default_code: 'HF_DSM_0002' },
  { name: 'Harbour Foods / Dock Street Mill / Cold Cellar', default_code: 'HF_DSM_0003' },
  { name: 'Harbour Foods / Dock Street Mill / Attic', default_code: 'HF_DSM_0050' },
  { name: 'Harbour Foods / Dock Street Mill / Ramp', default_code: 'HF_DSM_0051' },
  { name: 'Harbour Foods / Dock Street Mill / Ramp', default_code: 'HF_DSM_0051' },
  { name: 'Harbour Foods / Dock Street Mill / Dry Store', default_code: 'HF_DSM_0060' },
  { name: 'Harbour Foods / Dock Street Mill / Old Dock', default_code: 'HF_DSM_0099', active: false },
  { name: 'Harbour Foods / Dock Street Mill / Bar', default_code: 'GH_MH_0001' },
];

/** The small fleet, with a trap to be renamed, one to be retired, and one to be moved from the hotel to the mill. */
export function plannedFleet(): ReturnType<typeof smallFleet> {
  const [mill, ...others] = smallFleet();
  if (mill === undefined) throw new Error('no cluster');
  const place = ['Harbour Foods', 'Dock Street Mill'];
  const devices = [
    ...(mill.data?.devices ?? []),
    rawTrap('trap-60', [...place, 'Dry Store', 'hf_dsm_0060', 'Internal', 'Glue'], { vendorExtra: 'kept' }),
    rawTrap('trap-99', [...place, 'Old Dock', 'HF_DSM_0099', 'Internal', 'Glue'], { status: 'active' }),
  ];
  return [{ ...mill, data: { ...mill.data, devices } }, ...others];
}

/** An action, as far as tests look at it. */
export interface ActionJson {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly erp_reference: string;
  readonly erp_id: string | null;
  readonly guid: string | null;
  readonly reason: string;
  readonly result: string;
}

export interface PlanJson {
  readonly id: string;
  readonly status: string;
  readonly note: string;
  readonly undoes: string | null;
  readonly summary: Readonly<Record<string, number>>;
  readonly progress: Readonly<Record<string, number>>;
  readonly actions: readonly ActionJson[];
}

type Caller = Pick<Trapline, 'call'>;

/** Makes a plan and answers it. */
export async function makePlan({ call }: Caller, body: object = { direction: 'both' }): Promise<PlanJson> {
  const answer = await call('POST', PLANS, { body });
  if (answer.status !== 201) throw new Error(`no plan: ${answer.text}`);
  return answer.json as PlanJson;
}

/** Waits until the plan is in that status, and answers it. */
export async function planIn(
  { call }: Caller,
  id: string,
  wanted: string,
  deadlineMs = 30_000,
): Promise<PlanJson> {
  return eventually(async () => {
    const plan = (await call('GET', `${PLANS}/${id}?limit=1000`)).json as PlanJson;
    const { status, progress, note } = plan;
    if (status !== wanted) throw new Error(`${status}, not ${wanted}: ${JSON.stringify(progress)} ${note}`);
    return plan;
  }, deadlineMs);
}

export function post({ call }: Caller, id: string, step: string, body: object = {}): Promise<Answer> {
  return call('POST', `${PLANS}/${id}/${step}`, { body });
}

type Raw = Readonly<Record<string, unknown>>;

/** What both sides hold, but for times, the order of devices, and guids, which may be persisted on the way. */
export function bothSides({ microshare, odoo }: Pick<Trapline, 'microshare' | 'odoo'>): unknown {
  return {
    products: odoo.products.all(),
    clusters: microshare.clusters().map((cluster) => {
      const devices = (cluster.data?.devices ?? []).map((device) => ({
        ...without(device as Raw, 'guid', 'state'),
        // The platform strips spaces from what is written.
        meta: { ...device.meta, location: device.meta?.location?.map((layer) => layer.trim()) },
      }));
      return {
        ...without(cluster, 'updateDate', 'checksum', 'updaterId', 'data'),
        data: { ...cluster.data, devices: devices.sort(byContent) },
      };
    }),
  };
}

function without(record: Raw, ...names: readonly string[]): Raw {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

function byContent(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
