import { Option } from 'commander';
import type { CommandRegistry } from '../../command-registry';
import type { ManualCommand } from '../../manual/manual-command';
import { count, several } from '../option-values';
import { exportGaps } from './export-gaps';
import { GAP_KINDS } from './gap-filters';
import { listGaps } from './list-gaps';
import { runAnalysis } from './run-analysis';

export function addGapCommands(program: ManualCommand, registry: CommandRegistry): void {
  const gaps = program
    .command('gaps')
    .description('Compares the ERP with the devices, and shows where they disagree');

  const run = gaps
    .command('run')
    .description('Compares now, waits for the end and shows what was found')
    .note(
      'Where a comparison is under way already, that one is waited for. It goes on when the command is interrupted.',
    )
    .option('--no-wait', 'only start it')
    .example('Compare now', 'trapline gaps run')
    .example('Coverage as a number', "trapline gaps run --json | jq '.totals.coverage_percent'");
  registry.action(run, runAnalysis);

  const list = withFilters(gaps.command('list'))
    .description('Lists the findings of the last comparison that succeeded')
    .option('--limit <number>', 'at most so many', count)
    .example(
      'Points without a device at one customer',
      'trapline gaps list --kind point_without_device --customer "Harbour Foods"',
    );
  registry.action(list, listGaps);

  const exporting = withFilters(gaps.command('export'))
    .description('Writes the findings as CSV or JSON')
    .addOption(new Option('--format <format>', 'format of the file').choices(['csv', 'json']).default('csv'))
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .example('For a spreadsheet', 'trapline gaps export --output gaps.csv');
  registry.action(exporting, exportGaps);
}

function withFilters(command: ManualCommand): ManualCommand {
  return command
    .addOption(
      new Option(
        '--kind <kinds>',
        `only of these kinds, repeated or separated by commas: ${GAP_KINDS.join(', ')}`,
      ).argParser(several),
    )
    .option('--customer <name>', 'only of this customer')
    .option('--site <name>', 'only of this site')
    .option('--run <id>', 'of this run instead of the last one');
}
