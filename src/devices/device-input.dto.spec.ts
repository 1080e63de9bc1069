import { PLANNED_HARDWARE_ID } from '@libs/domain';
import { ProblemError } from '../common/problem';
import { RequestValidationPipe } from '../common/validation.pipe';
import { changedFieldsOf, CreateDeviceDto, fieldsOf, UpdateDeviceDto } from './device-input.dto';

const COMPLETE = {
  customer: 'Harbour Foods',
  site: 'Dock Street Mill',
  area: 'Cellar',
  erp_reference: 'HF_0001',
  placement: 'Internal',
  configuration: 'Glue',
};

async function parse<T>(body: object, metatype: new () => T): Promise<T> {
  return (await new RequestValidationPipe().transform(body, { type: 'body', metatype })) as T;
}

/** The fields that are refused. */
async function refused(body: object, metatype: new () => object): Promise<string[]> {
  try {
    await parse(body, metatype);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return [...new Set(error.options.errors?.map(({ field }) => field))];
  }
  return [];
}

const GATEWAY = { customer: 'a', site: 'b', area: 'c', erp_reference: 'GW_1', device_type: 'gateway' };

describe('CreateDeviceDto', () => {
  it('fills in what is not given', async () => {
    expect(fieldsOf(await parse(COMPLETE, CreateDeviceDto))).toEqual({
      customer: 'Harbour Foods',
      site: 'Dock Street Mill',
      area: 'Cellar',
      erpReference: 'HF_0001',
      placement: 'Internal',
      configuration: 'Glue',
      hardwareId: PLANNED_HARDWARE_ID,
      status: 'pending',
    });
  });

  it('needs neither placement nor configuration for a gateway', async () => {
    expect(await parse(GATEWAY, CreateDeviceDto)).toMatchObject({ device_type: 'gateway' });
  });

  it('trims location values', async () => {
    expect((await parse({ ...COMPLETE, site: '  Mill ' }, CreateDeviceDto)).site).toBe('Mill');
  });

  it.each<[string, unknown]>([
    ['customer', ''],
    ['customer', '   '],
    ['customer', 'x'.repeat(101)],
    ['customer', null],
    ['customer', 7],
    ['site', 'Mill, north'],
    ['area', 'Cellar\u0007'],
    ['area', 'Cellar\u0085north'],
    ['erp_reference', 'HF'],
    ['erp_reference', 'hf_0001'],
    ['erp_reference', 'HF-0001'],
    ['erp_reference', 'HF_0001\n'],
    ['erp_reference', 'X'.repeat(51)],
    ['placement', 'internal'],
    ['placement', undefined],
    ['configuration', 'Bait'],
    ['device_type', 'unknown'],
    ['status', 'lost'],
    ['id', 'E8:E1'],
    ['id', ''],
    ['guid', 'a b'],
    ['guid', '../x'],
    ['guid', PLANNED_HARDWARE_ID],
    ['guid', '0000000000000000'],
    ['cluster_id', ''],
    ['allow_duplicate', 'true'],
    ['colour', 'red'],
  ])('refuses %s %j', async (field, value) => {
    expect(await refused({ ...COMPLETE, [field]: value }, CreateDeviceDto)).toEqual([field]);
  });

  it('names every wrong field at once', async () => {
    expect((await refused({}, CreateDeviceDto)).sort()).toEqual(Object.keys(COMPLETE).sort());
  });
});

describe('UpdateDeviceDto', () => {
  it('names only the fields that are given', async () => {
    expect(changedFieldsOf(await parse({ area: ' Loft ', id: 'A1' }, UpdateDeviceDto))).toEqual({
      area: 'Loft',
      hardwareId: 'A1',
    });
    expect(changedFieldsOf(await parse({ allow_duplicate: true }, UpdateDeviceDto))).toEqual({});
  });

  it.each<[string, unknown]>([
    ['area', null],
    ['area', ''],
    ['placement', null],
    ['status', null],
    ['id', null],
    ['erp_reference', 'x'],
    ['guid', 'other'],
    ['cluster_id', 'c2'],
    ['device_type', 'gateway'],
  ])('refuses %s %j', async (field, value) => {
    expect(await refused({ [field]: value }, UpdateDeviceDto)).toEqual([field]);
  });
});
