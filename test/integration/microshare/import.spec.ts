import { HARBOUR_TRAPS, HOTEL_TRAPS, smallFleet } from '../../support/clusters';
import { startTrapline, type Trapline } from '../../support/trapline';

interface Row {
  readonly line: number;
  readonly verdict: string;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
}

const HEADER = 'customer,site,area,erp_reference,placement,configuration';
let trapline: Trapline;

beforeAll(async () => {
  trapline = await startTrapline({
    microshare: { clusters: smallFleet() },
    settings: { ERP_ADAPTER: 'memory' },
  });
});
afterAll(async () => {
  await trapline.close();
});

async function verdicts(csv: string): Promise<readonly Row[]> {
  const answer = await trapline.call('POST', '/api/v1/devices/import', { body: csv });
  expect(answer.status).toBe(200);
  return (answer.json as { rows: readonly Row[] }).rows;
}

describe('a dry run of an import', () => {
  it.each<[string, string, string, RegExp]>([
    [
      'another cluster',
      `guid,cluster_id\ntrap-1,${HOTEL_TRAPS}\n`,
      'cluster_id',
      new RegExp(`it is ${HARBOUR_TRAPS}`),
    ],
    ['another type', 'guid,device_type\ntrap-1,gateway\n', 'device_type', /it is rodent_sensor/],
  ])('refuses to give a device %s', async (_, csv, field, message) => {
    const [row] = await verdicts(csv);
    expect(row?.verdict).toBe('error');
    expect(row?.errors).toContainEqual(
      expect.objectContaining({ field, message: expect.stringMatching(message) as string }),
    );
  });

  it('leaves a device alone whose cluster and type are those of the file', async () => {
    const csv = `guid,cluster_id,device_type\ntrap-1,${HARBOUR_TRAPS},rodent_sensor\n`;
    expect((await verdicts(csv)).map(({ verdict }) => verdict)).toEqual(['unchanged']);
  });

  it('names the first of two rows with one reference, unless that is no good itself', async () => {
    const rows = await verdicts(
      [
        HEADER,
        'Nobody,Mill,Bay,HF_NEW_1,Internal,Glue',
        'Harbour Foods,Mill,Bay,HF_NEW_1,Internal,Glue',
        'Harbour Foods,Mill,Bay,HF_NEW_1,Internal,Glue',
      ].join('\n'),
    );
    expect(rows.map(({ line, verdict }) => [line, verdict])).toEqual([
      [2, 'error'],
      [3, 'create'],
      [4, 'error'],
    ]);
    expect(rows[2]?.errors[0]?.message).toBe('is used by line 3 of the file already');
  });

  it('answers 503 for the whole file, not row by row, while the devices are not known', async () => {
    trapline.microshare.hangs('discovery');
    await trapline.call('POST', '/api/v1/devices/cache/clear', { key: 'admin-key' });
    const { status } = await trapline.call('POST', '/api/v1/devices/import', {
      body: `${HEADER}\nHarbour Foods,Mill,Bay,HF_NEW_1,Internal,Glue\n`,
    });
    expect(status).toBe(503);
  });
});
