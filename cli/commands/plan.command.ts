import { Option } from 'commander';
import type {
  CreateDevicesDto,
  ProvisioningReportDto,
  ProvisioningResultDto,
  Trapline,
} from '../../clients/typescript/src/index.ts';
import type { CommandRegistry } from '../command-registry';
import { UsageError } from '../errors';
import { EXIT, type ExitStatus } from '../exit-status';
import { confirm } from '../login/prompt';
import type { ManualCommand } from '../manual/manual-command';
import { cellText } from '../output/cell-text';
import type { Output } from '../output/output';
import { progressBar } from '../output/progress';
import type { Style } from '../output/style';
import type { Session } from '../session';
import { CONFIGURATIONS, PLACEMENTS } from './devices/device-filters';
import { several } from './option-values';

interface PlanOptions {
  readonly reference?: readonly string[];
  readonly placement?: NonNullable<CreateDevicesDto['placement']>;
  readonly configuration?: NonNullable<CreateDevicesDto['configuration']>;
  readonly cluster?: string;
}

type Outcome = ProvisioningResultDto['outcome'];

/** Points of one request: the bar moves after each. */
const SLICE = 25;
const TIMEOUT_S = 300;

const SIGNS: Readonly<Record<Outcome, readonly [string, Parameters<Style>[0]]>> = {
  would_create: ['+', 'green'],
  created: ['+', 'green'],
  exists: ['=', 'dim'],
  refused: ['!', 'yellow'],
  failed: ['✖', 'red'],
  not_found: ['?', 'red'],
};

export function addPlanCommands(program: ManualCommand, registry: CommandRegistry): void {
  const plan = withScope(program.command('plan'))
    .description('Shows which devices would be created for inspection points that have none; changes nothing')
    .example('All points without a device', 'trapline plan')
    .example('Two of them', 'trapline plan --reference HF_DSM_0050,HF_DSM_0051');
  registry.action<PlanOptions>(plan, showPlan);

  const apply = withScope(program.command('apply'))
    .description('Creates the devices that `trapline plan` shows, after asking')
    .note(
      'Each point stands for itself. What was interrupted is finished by the same command: nothing is created twice.',
    )
    .option('-y, --yes', 'do not ask; needed where there is no terminal')
    .example('Look, then carry it out', 'trapline plan && trapline apply --yes');
  registry.action<PlanOptions & { readonly yes?: boolean }>(apply, applyPlan);
}

function withScope(command: ManualCommand): ManualCommand {
  return command
    .addOption(
      new Option('--reference <references>', 'only these points, repeated or separated by commas').argParser(
        several,
      ),
    )
    .addOption(
      new Option('--placement <where>', 'for points whose record says nothing of it').choices(PLACEMENTS),
    )
    .addOption(
      new Option('--configuration <how>', 'for points whose record says nothing of it').choices(
        CONFIGURATIONS,
      ),
    )
    .option('--cluster <id>', 'cluster to create them in; else the one that serves customer and site');
}

async function showPlan(session: Session, options: PlanOptions): Promise<ExitStatus> {
  const { output } = session;
  const report = await provide(await session.trapline(TIMEOUT_S), options, true);
  if (output.json) await output.document(report);
  else {
    await output.lines(report.results.flatMap((result) => resultLines(result, output.style)));
    output.note(`${countsOf(report.results)}. Nothing was changed; \`trapline apply\` carries it out.`);
  }
  return report.results.some(({ outcome }) => outcome === 'not_found') ? EXIT.failed : EXIT.ok;
}

async function applyPlan(
  session: Session,
  options: PlanOptions & { readonly yes?: boolean },
): Promise<ExitStatus> {
  const { output, host } = session;
  if (options.yes !== true && !host.stdin.isTTY) {
    throw new UsageError(
      'applying needs --yes where nobody can be asked',
      'See first what `trapline plan` shows.',
    );
  }
  const trapline = await session.trapline(TIMEOUT_S);
  const { results: planned } = await provide(trapline, options, true);
  const wanted = planned
    .filter(({ outcome }) => outcome === 'would_create')
    .map(({ reference }) => reference);
  const results = planned.filter(({ outcome }) => outcome !== 'would_create');
  if (options.yes !== true) {
    output.note(planned.flatMap((result) => resultLines(result, output.errorStyle)).join('\n'));
    if (wanted.length > 0 && !(await confirm(host, `Create ${wanted.length} devices?`))) {
      throw new UsageError('nothing was created');
    }
  }
  const progress = progressBar(host, 'creating');
  try {
    for (let done = 0; done < wanted.length; done += SLICE) {
      progress.at(done, wanted.length);
      const reference = wanted.slice(done, done + SLICE);
      results.push(...(await provide(trapline, { ...options, reference }, false)).results);
    }
  } finally {
    progress.end();
    await tell(output, results);
  }
  const bad: readonly Outcome[] = ['refused', 'failed', 'not_found'];
  return results.some(({ outcome }) => bad.includes(outcome)) ? EXIT.failed : EXIT.ok;
}

/** What was done is told even where the next request fails. */
async function tell(output: Output, results: readonly ProvisioningResultDto[]): Promise<void> {
  if (output.json) await output.document({ results });
  else {
    await output.lines(results.flatMap((result) => resultLines(result, output.style)));
    output.note(`${countsOf(results)}.`);
  }
}

async function provide(
  trapline: Trapline,
  options: PlanOptions,
  dryRun: boolean,
): Promise<ProvisioningReportDto> {
  const { reference, placement, configuration, cluster } = options;
  const { data } = await trapline.POST('/api/v1/erp/sync/create-devices', {
    body: {
      dry_run: dryRun,
      ...(reference !== undefined && { references: [...reference] }),
      ...(placement !== undefined && { placement }),
      ...(configuration !== undefined && { configuration }),
      ...(cluster !== undefined && { cluster_id: cluster }),
    },
  });
  return data;
}

function resultLines(result: ProvisioningResultDto, style: Style): string[] {
  const { reference, outcome, inspection_point: point, cluster_id: cluster, errors, candidates } = result;
  const [sign, colour] = SIGNS[outcome];
  const place = point === null ? '' : [point.customer, point.site, point.area].map(cellText).join(' / ');
  return [
    style(
      colour,
      `${sign} ${cellText(reference)}  ${place}  ${outcome.replace(/_/g, ' ')}${cluster === null ? '' : ` in ${cluster}`}`,
    ),
    ...errors.map(({ field, message }) => `    ${field} ${cellText(message)}`),
    ...(candidates ?? []).map(({ cluster_id: id, name }) => `    --cluster ${id}  ${cellText(name)}`),
  ];
}

function countsOf(results: readonly ProvisioningResultDto[]): string {
  const counts = new Map<Outcome, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return (
    [...counts].map(([outcome, count]) => `${count} ${outcome.replace(/_/g, ' ')}`).join(', ') ||
    'No point lacks a device'
  );
}
