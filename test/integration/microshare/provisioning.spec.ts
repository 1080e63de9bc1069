import type { InspectionPoint } from '@libs/domain';
import { pointOf } from '../../../libs/domain/compare/records.fixture';
import { InMemoryErpAdapter } from '../../../src/erp/adapters/memory/in-memory.adapter';
import { BaseErpAdapter } from '../../../src/erp/base-erp.adapter';
import { HARBOUR_TRAPS, HOTEL_TRAPS, rawCluster, rawTrap, smallFleet } from '../../support/clusters';
import { startTrapline, type Trapline } from '../../support/trapline';

interface Result {
  readonly reference: string;
  readonly outcome: string;
  readonly cluster_id: string | null;
  readonly device: {
    readonly guid: string;
    readonly placement: string;
    readonly configuration: string;
  } | null;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  readonly candidates: readonly { readonly cluster_id: string }[] | null;
}
interface Report {
  readonly success: boolean;
  readonly dry_run: boolean;
  readonly summary: Record<string, number>;
  readonly results: readonly Result[];
}

const HOTEL_TWO = '66f0a1b2c3d4e5f607182905';
let trapline: Trapline;
let erp: InMemoryErpAdapter;

beforeEach(async () => {
  const [harbour, ...others] = smallFleet();
  if (harbour === undefined) throw new Error('no cluster');
  trapline = await startTrapline({
    microshare: {
      clusters: [
        harbour,
        ...others,
        rawCluster(HOTEL_TWO, 'Grand Hotel | Annexe', [
          rawTrap('trap-7', ['Grand Hotel', 'Annexe', 'Bar', 'GH_AX_0001', 'Internal', 'Glue']),
        ]),
      ],
    },
    settings: { ERP_ADAPTER: 'memory' },
  });
  const adapter = trapline.app.get(BaseErpAdapter, { strict: false });
  if (!(adapter instanceof InMemoryErpAdapter)) throw new Error('another adapter');
  erp = adapter;
});
afterEach(async () => {
  await trapline.close();
});

const point = (erpId: string, reference: string, more: Partial<InspectionPoint> = {}): InspectionPoint =>
  pointOf({ erpId, reference, ...more });

async function provide(body: Record<string, unknown> = {}): Promise<Report> {
  const answer = await trapline.call('POST', '/api/v1/erp/sync/create-devices', { body });
  expect(answer.status).toBe(200);
  return answer.json as Report;
}

describe('providing devices for inspection points', () => {
  it('only says what it would do, for every point without a sensor', async () => {
    erp.replaceAll([
      point('1', 'HF_DSM_0001'),
      point('2', 'HF_DSM_0099'),
      point('3', 'HF_OLD_1', { archived: true }),
    ]);
    trapline.microshare.forgetCalls();
    const report = await provide();
    expect(report).toMatchObject({ success: true, dry_run: true, summary: { would_create: 1 } });
    expect(report.results.map(({ reference, cluster_id }) => [reference, cluster_id])).toEqual([
      ['HF_DSM_0099', HARBOUR_TRAPS],
    ]);
    expect(trapline.microshare.count('write')).toBe(0);
  });

  it('creates them when asked, and finds them there the second time', async () => {
    erp.replaceAll([
      point('2', 'HF_DSM_0099'),
      point('3', 'HF_DSM_0098', { placement: '', configuration: '' }),
    ]);
    const asked = { dry_run: false, placement: 'External', configuration: 'Glue' };
    const { results, summary } = await provide(asked);
    expect(summary).toEqual({ created: 2 });
    expect(results.map(({ device }) => [device?.placement, device?.configuration])).toEqual([
      ['Internal', 'Bait/Lured'],
      ['External', 'Glue'],
    ]);
    expect((await provide(asked)).results).toEqual([]);
    const named = await provide({ ...asked, references: ['HF_DSM_0099'] });
    expect(named.results[0]).toMatchObject({ outcome: 'exists', device: { guid: results[0]?.device?.guid } });
  });

  it.each<[string, readonly InspectionPoint[], string, string, RegExp]>([
    [
      'an archived point',
      [point('1', 'HF_9', { archived: true })],
      'HF_9',
      '',
      /archived; restore it in the ERP/,
    ],
    [
      'a reference of several active points',
      [point('1', 'HF_9'), point('2', 'HF_9')],
      'HF_9',
      'reference',
      /several inspection points; make it unique in the ERP/,
    ],
    ['an illegal reference', [point('1', 'hf-9')], 'hf-9', 'erp_reference', /capital letters/],
    ['a point without a site', [point('1', 'HF_9', { site: '' })], 'HF_9', 'site', /1 to 100 characters/],
    [
      'a customer that no cluster serves',
      [point('1', 'XX_9', { customer: 'Nobody' })],
      'XX_9',
      'cluster_id',
      /no single/,
    ],
    [
      'a reference that a gateway has',
      [point('1', 'GW_HF_01')],
      'GW_HF_01',
      'erp_reference',
      /is used by another device/,
    ],
  ])('refuses %s and says why', async (_, points, reference, field, message) => {
    trapline.microshare.forgetCalls();
    if (reference === 'GW_HF_01') await giveGateway(reference);
    erp.replaceAll(points);
    const { success, results } = await provide({ references: [reference], dry_run: false });
    expect(success).toBe(false);
    for (const { outcome, errors } of results) {
      expect(outcome).toBe('refused');
      expect(errors).toContainEqual(
        expect.objectContaining({ field, message: expect.stringMatching(message) as string }),
      );
    }
    expect(results).toHaveLength(points.length);
  });

  async function giveGateway(reference: string): Promise<void> {
    const changed = await trapline.call('PATCH', '/api/v1/devices/gateway-1', {
      body: { erp_reference: reference },
    });
    expect(changed.status).toBe(200);
  }

  it('lists the clusters to choose from, and takes the one that is named', async () => {
    erp.replaceAll([point('1', 'GH_9', { customer: 'Grand Hotel', site: 'Tower' })]);
    const [undecided] = (await provide()).results;
    expect(undecided?.candidates?.map(({ cluster_id }) => cluster_id).sort()).toEqual([
      HOTEL_TRAPS,
      HOTEL_TWO,
    ]);
    const [decided] = (await provide({ cluster_id: HOTEL_TWO })).results;
    expect(decided).toMatchObject({ outcome: 'would_create', cluster_id: HOTEL_TWO });
  });

  it('gives each point its own result', async () => {
    erp.replaceAll([point('1', 'HF_DSM_0098'), point('2', 'hf bad')]);
    const { success, summary } = await provide({
      references: ['HF_DSM_0098', 'hf bad', 'NOWHERE', 'HF_DSM_0098'],
      dry_run: false,
    });
    expect(success).toBe(false);
    expect(summary).toEqual({ created: 1, refused: 1, not_found: 1 });
  });

  it('refuses the whole call, not point by point, while the devices are not known', async () => {
    erp.replaceAll([point('1', 'HF_DSM_0098')]);
    trapline.microshare.hangs('discovery');
    await trapline.call('POST', '/api/v1/devices/cache/clear', { key: 'admin-key' });
    for (const body of [{}, { references: ['HF_DSM_0098'] }]) {
      const { status } = await trapline.call('POST', '/api/v1/erp/sync/create-devices', { body });
      expect(status).toBe(503);
    }
  });
});
