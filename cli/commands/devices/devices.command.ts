import { Option } from 'commander';
import type { CommandRegistry } from '../../command-registry';
import type { ManualCommand } from '../../manual/manual-command';
import { count } from '../option-values';
import { createDevice, deleteDevices, showDevice, updateDevice } from './change-devices';
import { columnNames, DEVICE_FIELDS } from './device-columns';
import { CONFIGURATIONS, PLACEMENTS, STATUSES, TYPES, withDeviceFilters } from './device-filters';
import { exportDevices } from './export-devices';
import { importDevices } from './import-devices';
import { listDevices } from './list-devices';

const DEVICE = 'guid, hardware id or reference of the device';

export function addDeviceCommands(program: ManualCommand, registry: CommandRegistry): void {
  const devices = program
    .command('devices')
    .description(
      'Lists, shows, creates, changes and deletes devices; takes them in and gives them out as CSV',
    );
  addReadingCommands(devices, registry);
  addWritingCommands(devices, registry);
}

function addReadingCommands(devices: ManualCommand, registry: CommandRegistry): void {
  const list = withDeviceFilters(devices.command('list'))
    .description('Lists devices')
    .note(
      'Filters compare without regard to case; all that are given must hold. The list is written while it is read.',
    )
    .option('--limit <number>', 'at most so many', count)
    .option('--columns <names>', `columns of the table: ${DEVICE_FIELDS.join(', ')}`, columnNames)
    .example('All devices of a customer', 'trapline devices list --customer "Harbour Foods"')
    .example(
      'Guids of what is in maintenance',
      "trapline devices list --status maintenance --json | jq -r '.devices[].guid'",
    );
  registry.action(list, listDevices);

  const get = devices
    .command('get')
    .argument('<device>', DEVICE)
    .description('Shows one device')
    .example('Look a trap up by its reference', 'trapline devices get HF_DSM_0014');
  registry.action(get, showDevice);

  const exporting = withDeviceFilters(devices.command('export'))
    .description('Writes devices as CSV')
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .example('Everything, into a file', 'trapline devices export --output devices.csv');
  registry.action(exporting, exportDevices);
}

function addWritingCommands(devices: ManualCommand, registry: CommandRegistry): void {
  const create = withLocation(devices.command('create'), true)
    .description('Creates a device in the cluster that serves its customer, or in the one named')
    .addOption(new Option('--type <type>', 'type of the device').choices(TYPES).default('rodent_sensor'))
    .option('--guid <guid>', 'its identity; made up when not given')
    .option('--cluster <id>', 'cluster to create it in')
    .example(
      'A planned trap, without hardware yet',
      'trapline devices create --customer "Harbour Foods" --site "Dock Street Mill" --area "Grain Intake" --reference HF_DSM_0014 --placement Internal --configuration Glue',
    );
  registry.action(withState(create), createDevice);

  const update = withState(withLocation(devices.command('update'), false))
    .argument('<device>', DEVICE)
    .description('Changes the fields that are given, and shows what has changed')
    .note(
      'Changes made by others at the same time are not overwritten unseen: the device is read again, then changed.',
    )
    .example('Move a trap', 'trapline devices update HF_DSM_0014 --area "Loading Bay"')
    .example(
      'Put hardware in',
      'trapline devices update HF_DSM_0014 --hardware-id E8-E1-E1-00-01-0A-2C-41 --status active',
    );
  registry.action(update, updateDevice);

  const deleting = devices
    .command('delete')
    .argument('<device...>', DEVICE)
    .description('Deletes devices, after asking')
    .option('-y, --yes', 'do not ask; needed where there is no terminal')
    .example('Delete one device', 'trapline devices delete HF_DSM_0014')
    .example('Delete without being asked', 'trapline devices delete --yes HF_DSM_0014 HF_DSM_0015');
  registry.action(deleting, deleteDevices);

  const importing = devices
    .command('import')
    .argument('<file>', 'CSV with a header line; - for standard input')
    .description('Creates and changes devices from CSV; only says what it would do without --apply')
    .note(
      'Columns are those of the export; customer, site, area and erp_reference are required where there is no guid. ' +
        'A row whose guid is known changes that device, any other creates one. Each row stands for itself. ' +
        'A file above 8 MB is sent in parts; references that repeat are found within a part.',
    )
    .option('--apply', 'carry it out')
    .option('--problems', 'show only the rows that are wrong')
    .example('See what would happen', 'trapline devices import devices.csv')
    .example('Carry it out', 'trapline devices import devices.csv --apply');
  registry.action(importing, importDevices);
}

/** Where the device is and what it belongs to. */
function withLocation(command: ManualCommand, required: boolean): ManualCommand {
  const fields = [
    ['--customer <name>', 'customer'],
    ['--site <name>', 'site'],
    ['--area <name>', 'area'],
    ['--reference <text>', 'reference of the inspection point in the ERP'],
  ] as const;
  for (const [flags, what] of fields) {
    if (required) command.requiredOption(flags, what);
    else command.option(flags, what);
  }
  return command;
}

function withState(command: ManualCommand): ManualCommand {
  return command
    .addOption(
      new Option('--placement <where>', 'where the trap stands; gateways have none').choices(PLACEMENTS),
    )
    .addOption(
      new Option('--configuration <how>', 'how the trap works; gateways have none').choices(CONFIGURATIONS),
    )
    .addOption(new Option('--status <status>', 'status').choices(STATUSES))
    .option('--hardware-id <id>', 'DevEUI, IMEI or serial number')
    .option('--allow-duplicate', 'accept a reference that another device has');
}
