import type { Device } from '@libs/domain';
import fc from 'fast-check';
import { deviceOf, plannedDeviceOf } from '../../libs/domain/compare/records.fixture';
import { ProblemError } from '../common/problem';
import { fromCsv, toCsv } from './device-csv';

const HEADER = 'customer,site,area,erp_reference';

/** The cells that an import of this device's export finds. */
function roundTrip(device: Device): Readonly<Record<string, string | undefined>> | undefined {
  return fromCsv(toCsv([device]))[0]?.cells;
}

function refusal(text: string): ProblemError {
  try {
    fromCsv(text);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('the file was not refused');
}

describe('toCsv', () => {
  it('has a header also without devices', () => {
    expect(toCsv([])).toBe(
      'guid,id,customer,site,area,erp_reference,placement,configuration,status,device_type,cluster_id,cluster_name,' +
        'erp_ready,location_layers,last_modified\n',
    );
  });

  it('writes truth values in words and nothing for what is not known', () => {
    const [, line] = toCsv([plannedDeviceOf({ erpReady: false, lastModified: null })]).split('\n');
    expect(line).toMatch(/,false,6,$/);
  });

  it.each(['=1+1', '+49', '-5', '@home', '\uFF1D1'])('keeps a spreadsheet from computing %s', (area) => {
    expect(toCsv([deviceOf({ area })])).toContain(`,'${area},`);
  });
});

describe('fromCsv', () => {
  it.each<[string, string]>([
    ['a formula', '=HYPERLINK("http://a.example")'],
    ['a formula in wide letters', '\uFF1D1+1'],
    ['a text that looks like an escaped formula', "'=1"],
    ['quotes', 'the "old" mill'],
    ['a semicolon', 'Cellar; north'],
    ['a comma', 'Cellar, north'],
    ['a line break', 'Cellar\nnorth'],
    ['an apostrophe', "'t Hof"],
  ])('reads back what an export wrote for %s', (_, area) => {
    expect(roundTrip(deviceOf({ area }))).toMatchObject({ area, erp_reference: 'HF_0001' });
  });

  it('reads back any text that a device can hold', () => {
    const text = fc
      .string({
        unit: fc.constantFrom("'", '=', '-', '\uFF0B', ';', ',', '"', 'a', ' ', '\n', '\t'),
        maxLength: 8,
      })
      .map((s) => s.trim());
    fc.assert(
      fc.property(text, text, (customer, area) => {
        const cells = roundTrip(deviceOf({ customer, area })) ?? {};
        expect([cells['customer'] ?? '', cells['area'] ?? '']).toEqual([customer, area]);
      }),
    );
  });

  it.each<[string, string]>([
    ['commas', `${HEADER}\nHarbour; Foods,Mill,Bay,HF_1\n`],
    [
      'semicolons',
      'customer;site;area;erp_reference\nHarbour; Foods;Mill;Bay;HF_1\n'.replace('; Foods', ', Foods'),
    ],
    ['a byte order mark', `\uFEFF${HEADER}\nHarbour Foods,Mill,Bay,HF_1\n`],
    ['line ends of Windows', `${HEADER}\r\nHarbour Foods,Mill,Bay,HF_1\r\n`],
    ['no last line end', `${HEADER}\nHarbour Foods,Mill,Bay,HF_1`],
    [
      'spaces around cells, and capitals in the header',
      'Customer, SITE,area,erp_reference\n Harbour Foods , Mill,Bay,HF_1',
    ],
  ])('reads a file with %s', (_, text) => {
    const rows = fromCsv(text);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.cells).toMatchObject({ site: 'Mill', area: 'Bay', erp_reference: 'HF_1' });
    expect(rows[0]?.cells.customer).toMatch(/^Harbour[;,]? Foods$/);
  });

  it('names the line on which each row ends, the header being line 1', () => {
    const rows = fromCsv(`${HEADER}\na,b,c,HF_1\n\n"two\nlines",b,c,HF_2\na,b,c,HF_3\n`);
    expect(rows.map(({ line, cells }) => [line, cells.erp_reference])).toEqual([
      [2, 'HF_1'],
      [5, 'HF_2'],
      [6, 'HF_3'],
    ]);
  });

  it('leaves out empty cells, and columns that an export has for reading only', () => {
    expect(fromCsv(`${HEADER},erp_ready,cluster_name\na,,c,HF_1,true,Traps\n`)[0]?.cells).toEqual({
      customer: 'a',
      area: 'c',
      erp_reference: 'HF_1',
    });
  });

  it('needs no other column than guid', () => {
    expect(fromCsv('guid,area\ng1,Bay\n')[0]?.cells).toEqual({ guid: 'g1', area: 'Bay' });
  });

  it('reads a header without rows', () => {
    expect(fromCsv(`${HEADER}\n`)).toEqual([]);
  });

  it.each<[string, string, string, RegExp]>([
    ['an unknown column', `${HEADER},colour\n`, 'colour', /is not a column; known are guid, id/],
    ['a column without a name', `${HEADER},\n`, '', /is not a column/],
    [
      'a missing column',
      'customer,site,area\n',
      'erp_reference',
      /required column unless there is a column guid/,
    ],
    ['a column that comes twice', `${HEADER},area\n`, 'area', /more than once/],
    ['a row that is too short', `${HEADER}\na,b,c\n`, 'body', /line 2/],
    ['a quote that does not end', `${HEADER}\na,b,"c,HF_1\n`, 'body', /line/i],
  ])('refuses %s', (_, text, field, message) => {
    const { kind, options } = refusal(text);
    expect(kind).toBe('unprocessable');
    expect(options.errors).toContainEqual({ field, message: expect.stringMatching(message) as string });
  });
});
