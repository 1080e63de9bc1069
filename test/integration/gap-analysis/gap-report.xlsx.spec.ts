import { inflateRawSync } from 'node:zlib';
import { UpstreamUnavailableError } from '@libs/upstream';
import { deviceOf, pointOf } from '../../../libs/domain/compare/records.fixture';
import { XLSX_TYPE } from '../../../src/gap-analysis/gap-table.xlsx';
import { GapApp } from './support/gap-app';

/** The files of a zip archive, by the directory at its end. */
function unzip(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const files = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    files.set(name, (zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8'));
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
}

/** Rows of the only sheet, as a spreadsheet shows them. */
function rowsOf(files: ReadonlyMap<string, string>): string[][] {
  const plain = (xml: string): string =>
    xml
      .replace(/<[^>]*>/g, '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&apos;/g, "'")
      .replace(/&amp;/g, '&');
  const texts = [...(files.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(
    ([, si = '']) => plain(si),
  );
  const sheet = files.get('xl/worksheets/sheet1.xml') ?? '';
  return [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, attributes = '', value = '']) =>
      attributes.includes('t="s"') ? (texts[Number(plain(value))] ?? '') : plain(value),
    ),
  );
}

describe('a gap report as an Excel workbook', () => {
  let app: GapApp;
  beforeEach(async () => {
    app = await GapApp.start();
  });
  afterEach(async () => {
    await app.stop();
  });

  const workbook = async (path: string): Promise<{ headers: Headers; files: Map<string, string> }> => {
    const answer = await app.bytes(path, XLSX_TYPE);
    return { headers: answer.headers, files: unzip(answer.body) };
  };

  it('has a row for each finding, as text that no spreadsheet takes for a formula', async () => {
    const bad = '=HYPERLINK("http://bad.example","x")';
    app.erp.points = [
      pointOf({ name: bad, customer: '+1 & <Söhne>' }),
      pointOf({ erpId: '2', reference: '' }),
    ];
    app.catalogue.devices = [deviceOf({ guid: 'a' }), deviceOf({ guid: 'b' })];
    const id = await app.run();

    const { headers, files } = await workbook('/latest?limit=1');

    expect(headers.get('content-type')).toBe(XLSX_TYPE);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${id}.xlsx"`);
    const rows = rowsOf(files);
    expect(rows[0]?.slice(0, 3)).toEqual(['id', 'kind', 'reference']);
    expect(rows.slice(1).map((row) => row[1])).toEqual([
      'point_without_reference',
      'reference_on_several_devices',
    ]);
    expect(rows.flat()).toEqual(expect.arrayContaining([bad, '+1 & <Söhne>', 'a; b']));
    expect(files.get('xl/worksheets/sheet1.xml')).not.toContain('<f');
  });

  it('keeps to the filters', async () => {
    app.erp.points = [pointOf(), pointOf({ erpId: '2', reference: '' })];
    await app.run();
    const { files } = await workbook('/latest?kind=point_without_reference');
    expect(rowsOf(files)).toHaveLength(2);
  });

  it('has a row for each gap that is gone, with what had changed and by what', async () => {
    app.erp.points = [pointOf(), pointOf({ erpId: '2', reference: 'HF_0002' })];
    const first = await app.run();
    app.erp.points = [pointOf(), pointOf({ erpId: '2', reference: 'HF_0002', archived: true })];
    const second = await app.run();

    const { headers, files } = await workbook('/resolved');

    expect(headers.get('content-disposition')).toBe('attachment; filename="resolved-gaps.xlsx"');
    const [header = [], ...rows] = rowsOf(files);
    expect(header.slice(-6)).toEqual([
      'changes',
      'resolved_by',
      'actors',
      'plan_ids',
      'first_run_id',
      'resolved_run_id',
    ]);
    expect(rows).toHaveLength(1);
    // Cells without a value are left out.
    expect(rows[0]?.slice(1, 3)).toEqual(['point_without_device', 'HF_0002']);
    expect(rows[0]?.slice(-5)).toEqual(['0', 'point_archived 2', 'in_erp', first, second]);
  });

  it('is 409 for a run without a report', async () => {
    app.erp.failsWith(
      new UpstreamUnavailableError('odoo is unreachable', 'not_sent', { system: 'odoo', operation: 'read' }),
    );
    const id = await app.run();
    expect((await app.request('GET', `/runs/${id}`, { accept: XLSX_TYPE })).status).toBe(409);
  });
});
