import {
  changeDevice,
  type CreateDeviceDto,
  type DeviceDto,
  type UpdateDeviceDto,
} from '../../../clients/typescript/src/index.ts';
import { UsageError } from '../../errors';
import { confirm } from '../../login/prompt';
import type { Session } from '../../session';
import { deviceLines, differenceLines } from './device-lines';
import { findDevice } from './find-device';

/** Options that say how a device is to be. */
export interface FieldOptions {
  readonly customer?: string;
  readonly site?: string;
  readonly area?: string;
  readonly reference?: string;
  readonly placement?: NonNullable<CreateDeviceDto['placement']>;
  readonly configuration?: NonNullable<CreateDeviceDto['configuration']>;
  readonly status?: NonNullable<CreateDeviceDto['status']>;
  readonly hardwareId?: string;
  readonly allowDuplicate?: boolean;
}

export interface CreateOptions extends FieldOptions {
  readonly customer: string;
  readonly site: string;
  readonly area: string;
  readonly reference: string;
  readonly type?: NonNullable<CreateDeviceDto['device_type']>;
  readonly guid?: string;
  readonly cluster?: string;
}

export async function showDevice(
  session: Session,
  _options: object,
  [named = '']: readonly string[],
): Promise<undefined> {
  await printDevice(session, await findDevice(await session.trapline(), named));
  return undefined;
}

export async function createDevice(session: Session, options: CreateOptions): Promise<undefined> {
  const { output } = session;
  const { customer, site, area, reference, type, guid, cluster } = options;
  const trapline = await session.trapline(WRITE_TIMEOUT_S);
  const { data } = await trapline.POST('/api/v1/devices', {
    // With a key the client may repeat the request when it does not know whether it arrived.
    params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
    body: {
      ...fieldsOf(options),
      customer,
      site,
      area,
      erp_reference: reference,
      ...(type !== undefined && { device_type: type }),
      ...(guid !== undefined && { guid }),
      ...(cluster !== undefined && { cluster_id: cluster }),
    },
  });
  if (!output.json) output.note(output.errorStyle('green', 'Created:'));
  await printDevice(session, data.device);
  return undefined;
}

/** Changes only what is still as it was shown; thinks again where somebody else was faster. */
export async function updateDevice(
  session: Session,
  options: FieldOptions,
  [named = '']: readonly string[],
): Promise<undefined> {
  const { output } = session;
  const fields = fieldsOf(options);
  if (Object.keys(fields).length === 0) {
    throw new UsageError('nothing is to be changed', 'Give at least one field, such as --area; see --help.');
  }
  const trapline = await session.trapline(WRITE_TIMEOUT_S);
  const { guid } = await findDevice(trapline, named);
  let before: DeviceDto | undefined;
  const changed = await changeDevice(trapline, guid, (device) => {
    before = device;
    return fields;
  });
  if (before === undefined || changed === undefined) throw new TypeError('the device was not looked at');
  if (output.json) {
    await output.document({ device: changed.device, updated_fields: changed.updated_fields, before });
    return undefined;
  }
  const { device, updated_fields: updated } = changed;
  await output.lines([
    output.style('bold', `${device.erp_reference} ${device.guid}`),
    ...(updated.length === 0
      ? ['Nothing to change.']
      : differenceLines({ ...before }, { ...device }, updated, output.style)),
  ]);
  return undefined;
}

export async function deleteDevices(
  session: Session,
  options: { readonly yes?: boolean },
  names: readonly string[],
): Promise<undefined> {
  const { output, host } = session;
  const trapline = await session.trapline(WRITE_TIMEOUT_S);
  const devices: DeviceDto[] = [];
  for (const named of names) devices.push(await findDevice(trapline, named));
  if (options.yes !== true) {
    if (!host.stdin.isTTY) throw new UsageError('deleting needs --yes where nobody can be asked');
    for (const device of devices) output.note([...deviceLines(device, output.errorStyle), ''].join('\n'));
    const question = `Delete ${devices.length === 1 ? 'this device' : `these ${devices.length} devices`}?`;
    if (!(await confirm(host, question))) throw new UsageError('nothing was deleted');
  }
  const deleted: DeviceDto[] = [];
  try {
    for (const { guid } of devices) {
      const { data } = await trapline.DELETE('/api/v1/devices/{guid}', { params: { path: { guid } } });
      deleted.push(data.device);
      if (!output.json) await output.lines([`Deleted ${data.device.erp_reference} ${guid}`]);
    }
  } finally {
    // What is gone is told even where the next one fails.
    if (output.json) await output.document({ deleted });
  }
  return undefined;
}

/** A write may wait for a round of its cluster. */
const WRITE_TIMEOUT_S = 120;

function fieldsOf(options: FieldOptions): UpdateDeviceDto {
  const { customer, site, area, reference, placement, configuration, status, hardwareId, allowDuplicate } =
    options;
  return {
    ...(customer !== undefined && { customer }),
    ...(site !== undefined && { site }),
    ...(area !== undefined && { area }),
    ...(reference !== undefined && { erp_reference: reference }),
    ...(placement !== undefined && { placement }),
    ...(configuration !== undefined && { configuration }),
    ...(status !== undefined && { status }),
    ...(hardwareId !== undefined && { id: hardwareId }),
    ...(allowDuplicate !== undefined && { allow_duplicate: allowDuplicate }),
  };
}

async function printDevice({ output }: Session, device: DeviceDto): Promise<void> {
  if (output.json) await output.document(device);
  else await output.lines(deviceLines(device, output.style));
}
