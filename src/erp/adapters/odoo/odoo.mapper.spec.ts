import type { DeviceFields, InspectionPoint } from '@libs/domain';
import type { OdooRecord } from '@libs/odoo-client';
import { compileMapping } from '../../mapping/compile-mapping';
import { mappingOfSettings, type OdooMappingSettings } from './odoo-presets';
import { OdooMapper } from './odoo.mapper';

const mapperOf = (settings: OdooMappingSettings): OdooMapper =>
  new OdooMapper(compileMapping(mappingOfSettings(settings)));

const BY_NAME: OdooMappingSettings = {
  nameSeparator: ' / ',
  customerFrom: { field: 'name', part: 0 },
  siteFrom: { field: 'name', part: 1 },
  areaFrom: { field: 'name', part: 2 },
  euiField: 'barcode',
};

const record = (changes: Record<string, unknown> = {}): OdooRecord => ({
  id: 7,
  default_code: 'ACME_P1_001',
  name: 'ACME Foods / Plant 1 / Dock',
  active: true,
  barcode: '58A0CB000011F85E',
  write_date: '2026-11-21 08:44:21',
  ...changes,
});

describe('OdooMapper', () => {
  it('reads a product as an inspection point', () => {
    expect(mapperOf(BY_NAME).toInspectionPoint(record())).toEqual({
      erpId: '7',
      reference: 'ACME_P1_001',
      name: 'ACME Foods / Plant 1 / Dock',
      customer: 'ACME Foods',
      site: 'Plant 1',
      area: 'Dock',
      placement: '',
      configuration: '',
      deviceEui: '58A0CB000011F85E',
      archived: false,
      status: 'active',
      updatedAt: '2026-11-21T08:44:21.000Z',
    });
  });

  it.each<[string, Record<string, unknown>, Partial<OdooMappingSettings>, Partial<InspectionPoint>]>([
    ['false as an empty reference', { default_code: false }, {}, { reference: '' }],
    ['false as an empty barcode', { barcode: false }, {}, { deviceEui: '' }],
    ['false as an unknown date', { write_date: false }, {}, { updatedAt: null }],
    ['an impossible date as unknown', { write_date: '2026-13-41 08:44:21' }, {}, { updatedAt: null }],
    [
      'a date with microseconds',
      { write_date: '2026-11-21 08:44:21.123456' },
      {},
      { updatedAt: '2026-11-21T08:44:21.000Z' },
    ],
    ['an archived product as inactive', { active: false }, {}, { archived: true, status: 'inactive' }],
    [
      'a name without separator as the customer',
      { name: 'Warehouse' },
      {},
      { customer: 'Warehouse', site: '', area: '' },
    ],
    ['a slash without spaces as part of a name', { name: 'A/B / C' }, {}, { customer: 'A/B', site: 'C' }],
    ['the third of four parts as the area', { name: 'A / B / C / D' }, {}, { area: 'C' }],
    [
      'parts without the spaces around them',
      { name: ' A  /  B /C / D' },
      {},
      { customer: 'A', site: 'B /C' },
    ],
    [
      'commas and line breaks as they are',
      { name: 'A, B / C\nD / E' },
      {},
      { customer: 'A, B', site: 'C\nD' },
    ],
    ['the spaces of a reference as they are', { default_code: ' ref 1 ' }, {}, { reference: ' ref 1 ' }],
    ['another separator', { name: 'A|B|C' }, { nameSeparator: '|' }, { customer: 'A', site: 'B', area: 'C' }],
    ['a whole field', { x_site: 'Plant / 9' }, { siteFrom: { field: 'x_site' } }, { site: 'Plant / 9' }],
    [
      'the name of a many2one',
      { partner: [3, 'ACME'] },
      { customerFrom: { field: 'partner' } },
      { customer: 'ACME' },
    ],
    [
      'a part of a many2one',
      { partner: [3, 'ACME / Plant 1'] },
      { siteFrom: { field: 'partner', part: 1 } },
      { site: 'Plant 1' },
    ],
    ['an empty many2one', { partner: false }, { customerFrom: { field: 'partner' } }, { customer: '' }],
    ['a list of ids as nothing', { lines: [1, 2] }, { customerFrom: { field: 'lines' } }, { customer: '' }],
    ['a number as text', { x_no: 12 }, { areaFrom: { field: 'x_no' } }, { area: '12' }],
    [
      'a placement in its usual spelling',
      { x_p: 'internal ' },
      { placementFrom: { field: 'x_p' } },
      { placement: 'Internal' },
    ],
    [
      'half a configuration',
      { x_c: 'bait' },
      { configurationFrom: { field: 'x_c' } },
      { configuration: 'Bait/Lured' },
    ],
    [
      'an unknown placement as it is',
      { x_p: 'Roof' },
      { placementFrom: { field: 'x_p' } },
      { placement: 'Roof' },
    ],
    ['the hardware from another field', { x_eui: ' AB ' }, { euiField: 'x_eui' }, { deviceEui: 'AB' }],
  ])('reads %s', (_name, changes, mapping, expected) => {
    const mapper = mapperOf({ ...BY_NAME, ...mapping });
    expect(mapper.toInspectionPoint(record(changes))).toMatchObject(expected);
  });

  it('asks for each field once, and for no more than it reads', () => {
    const mapper = mapperOf({
      ...BY_NAME,
      siteFrom: { field: 'x_site' },
      placementFrom: { field: 'x_site', part: 1 },
    });
    expect(mapper.fields()).toEqual([
      'id',
      'default_code',
      'name',
      'active',
      'write_date',
      'barcode',
      'x_site',
    ]);
  });

  it('writes reference, hardware and activity of a device', () => {
    const device: DeviceFields = {
      customer: 'A',
      site: 'B',
      area: 'C',
      erpReference: 'REF_001',
      placement: '',
      configuration: '',
      hardwareId: '58-A0-CB-00-00-11-F8-5E',
      status: 'pending',
    };
    const mapper = mapperOf({ ...BY_NAME, euiField: 'x_eui' });
    expect(mapper.fromMicroshare(device)).toEqual({
      default_code: 'REF_001',
      x_eui: '58-A0-CB-00-00-11-F8-5E',
      active: true,
    });
  });

  it('empties fields with false, and takes the planned hardware id for none', () => {
    const mapper = mapperOf(BY_NAME);
    const { hardwareId, ...rest } = mapper.toMicroshare(
      mapper.toInspectionPoint(record({ default_code: false, barcode: false, active: false })),
    );
    expect(hardwareId).toBe('00-00-00-00-00-00-00-00');
    expect(mapper.fromMicroshare({ ...rest, hardwareId })).toEqual({
      default_code: false,
      barcode: false,
      active: false,
    });
  });

  it('gives back what it read', () => {
    const mapper = mapperOf(BY_NAME);
    const product = record();
    const written = mapper.fromMicroshare(mapper.toMicroshare(mapper.toInspectionPoint(product)));
    expect(product).toMatchObject(written);
  });
});
