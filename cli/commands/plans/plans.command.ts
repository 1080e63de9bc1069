import { Option } from 'commander';
import type { PlanHeadDto, Trapline } from '../../../clients/typescript/src/index.ts';
import type { CommandRegistry } from '../../command-registry';
import type { ExitStatus } from '../../exit-status';
import type { ManualCommand } from '../../manual/manual-command';
import type { Session } from '../../session';
import { count, several } from '../option-values';
import { carryOut, requireConsent } from './carry-out';
import { listPlans, PLAN_STATUSES, type PlanListOptions } from './list-plans';
import { diffLines } from './plan-diff';
import {
  type PlanOptions,
  planWish,
  refuseForList,
  refusePlanOptions,
  withPlanOptions,
} from './plan-options';
import { actionsOf, printDocument } from './plan-results';

interface Consent {
  readonly yes?: boolean;
}

/** Both sides are read, and thousands of actions may be stored. */
const TIMEOUT_S = 300;

export function addPlanCommands(program: ManualCommand, registry: CommandRegistry): void {
  const plan = withPlanOptions(program.command('plan'))
    .description('Compares both sides and shows what would be done so that they fit; changes nothing')
    .argument('[id]', 'show this plan instead of making one')
    .note(
      'A plan is kept, and applied as it was shown: what has changed since then is refused. Each action has a sign: + makes, ' +
        '- takes away, ~ changes, > tells the ERP, ! is left alone.',
    )
    .example('Everything that the devices lack', 'trapline plan')
    .example('New devices of one customer', 'trapline plan --customer "Harbour Foods" --kind create')
    .example(
      'Two points, in both directions',
      'trapline plan --direction both --reference HF_DSM_0050,HF_DSM_0051',
    )
    .example('How many actions of which kind', 'trapline plan --json | jq .summary');
  registry.action<PlanOptions>(plan, showPlan);

  const list = plan
    .command('list')
    .description('Lists the plans that are kept, newest first')
    .note(
      'With their status, how many of their actions have a result, and what the actions are. Whoever has lost sight of a plan finds its ' +
        'id here: `trapline plan`, `apply` and `undo` take it.',
    )
    .addOption(
      new Option(
        '--status <statuses>',
        `only in these statuses, repeated or separated by commas: ${PLAN_STATUSES.join(', ')}`,
      ).argParser(several),
    )
    .option('--limit <number>', 'at most so many', count)
    .example('The last ten', 'trapline plan list --limit 10')
    .example('What waits for somebody', 'trapline plan list --status draft,paused,failed')
    .example(
      'Follow what is being applied',
      "trapline plan list --status applying --json | jq -r '.plans[0].id' | xargs trapline apply --yes",
    );
  registry.action<PlanListOptions>(list, async (session, options) => {
    refuseForList(plan.opts<PlanOptions>());
    return listPlans(session, options);
  });

  const apply = withPlanOptions(program.command('apply'))
    .description('Applies a plan, or makes one and applies it, after asking')
    .argument('[id]', 'the plan, as `trapline plan` names it; else one is made')
    .note(
      'The server applies it, and goes on when the command is interrupted; the same command then follows it to its end. Nothing is ' +
        'done twice. The exit status is 1 when an action failed or was refused.',
    )
    .option('-y, --yes', 'do not ask; needed where there is no terminal')
    .example(
      'Look, then carry it out',
      'trapline plan; trapline apply plan-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e',
    )
    .example('Both in one, in a script', 'trapline apply --kind create --max-risk low --yes');
  registry.action<PlanOptions & Consent>(apply, applyPlan);

  const undo = program
    .command('undo')
    .description('Restores what a plan has changed, after asking')
    .argument('<id>', 'the plan that was applied')
    .note('What somebody else has changed since then stays, and is named; the exit status is 1 then.')
    .option('-y, --yes', 'do not ask; needed where there is no terminal')
    .example('Take a plan back', 'trapline undo plan-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e');
  registry.action<Consent>(undo, undoPlan);
}

async function showPlan(session: Session, options: PlanOptions, [id]: readonly string[]): Promise<undefined> {
  const { output } = session;
  const trapline = await session.trapline(TIMEOUT_S);
  const plan = await planFor(trapline, id, options);
  if (output.json) await printDocument(output, trapline, plan);
  else for await (const line of diffLines(trapline, plan.id, output.style)) await output.lines([line]);
  const silent = await silentReferences(trapline, plan, options.reference ?? []);
  if (silent.length > 0) {
    output.note(
      `Nothing is to be done about ${silent.join(', ')}: both sides agree, the policy leaves them as they are, or there are no such points.`,
    );
  }
  if (plan.status === 'draft') {
    const isEmpty = (plan.progress.pending ?? 0) === 0;
    output.note(
      isEmpty ? 'Nothing to do.' : `Nothing was changed; \`trapline apply ${plan.id}\` carries it out.`,
    );
  }
  return undefined;
}

async function applyPlan(
  session: Session,
  options: PlanOptions & Consent,
  [id]: readonly string[],
): Promise<ExitStatus> {
  requireConsent(session, options.yes);
  const trapline = await session.trapline(TIMEOUT_S);
  return carryOut(session, trapline, await planFor(trapline, id, options), options.yes);
}

async function undoPlan(
  session: Session,
  { yes }: Consent,
  [id = '']: readonly string[],
): Promise<ExitStatus> {
  requireConsent(session, yes);
  const trapline = await session.trapline(TIMEOUT_S);
  const { data } = await trapline.POST('/api/v1/erp/sync/plans/{id}/undo', { params: { path: { id } } });
  return carryOut(session, trapline, data, yes);
}

/** The plan of that id, or a new one. */
async function planFor(
  trapline: Trapline,
  id: string | undefined,
  options: PlanOptions & Consent,
): Promise<PlanHeadDto> {
  if (id === undefined)
    return (await trapline.POST('/api/v1/erp/sync/plans', { body: planWish(options) })).data;
  refusePlanOptions(id, options);
  const { data } = await trapline.GET('/api/v1/erp/sync/plans/{id}', {
    params: { path: { id }, query: { limit: 1 } },
    headers: { Accept: 'application/json' },
  });
  return data;
}

async function silentReferences(
  trapline: Trapline,
  { id }: PlanHeadDto,
  wanted: readonly string[],
): Promise<readonly string[]> {
  if (wanted.length === 0) return [];
  const told = new Set<string>();
  for await (const { erp_reference: reference } of actionsOf(trapline, id)) told.add(reference);
  return wanted.filter((reference) => !told.has(reference));
}
