import { Option } from 'commander';
import type { MakePlanDto } from '../../../clients/typescript/src/index.ts';
import { UsageError } from '../../errors';
import type { ManualCommand } from '../../manual/manual-command';
import { several } from '../option-values';

export interface PlanOptions {
  readonly direction?: MakePlanDto['direction'];
  readonly customer?: readonly string[];
  readonly site?: readonly string[];
  readonly reference?: readonly string[];
  readonly cluster?: readonly string[];
  readonly kind?: readonly string[];
  readonly maxRisk?: Risk;
  readonly newDevicesIn?: string;
}

type Filters = NonNullable<MakePlanDto['filters']>;
type Kind = NonNullable<Filters['kinds']>[number];
type Risk = NonNullable<Filters['max_risk']>;

const DIRECTIONS: readonly MakePlanDto['direction'][] = ['to_microshare', 'to_erp', 'both'];
const RISKS: readonly Risk[] = ['low', 'medium', 'high'];
const KINDS: readonly Kind[] = [
  'create',
  'update',
  'move',
  'rename',
  'status',
  'retire',
  'delete',
  'write_back',
  'create_point',
  'archive_point',
  'restore_point',
];

/** What a plan that is made is to be about. */
export function withPlanOptions(command: ManualCommand): ManualCommand {
  const list = (flags: string, what: string): Option =>
    new Option(flags, `${what}, repeated or separated by commas`).argParser(several);
  return command
    .addOption(
      new Option('--direction <direction>', 'whose records are to be changed; else to_microshare').choices(
        DIRECTIONS,
      ),
    )
    .addOption(list('--customer <names>', 'only records of these customers'))
    .addOption(list('--site <names>', 'only records of these sites'))
    .addOption(list('--reference <references>', 'only these inspection points'))
    .addOption(list('--cluster <ids>', 'only devices of these clusters'))
    .addOption(list('--kind <kinds>', `only actions of these kinds: ${KINDS.join(', ')}`))
    .addOption(new Option('--max-risk <risk>', 'no action with more risk').choices(RISKS))
    .option(
      '--new-devices-in <cluster>',
      'cluster for new devices whose customer and site do not tell exactly one; else they are left out',
    );
}

/** @throws UsageError for a kind that there is not */
export function planWish(options: PlanOptions): MakePlanDto {
  const { direction = 'to_microshare', customer, site, reference, cluster, maxRisk, newDevicesIn } = options;
  const kinds = options.kind?.map((each) => each.toLowerCase().replace(/[ -]/g, '_'));
  const wrong = kinds?.find((each) => !KINDS.some((kind) => kind === each));
  if (wrong !== undefined)
    throw new UsageError(`there is no kind "${wrong}"`, `There are ${KINDS.join(', ')}.`);
  return {
    direction,
    scope: {
      ...(customer !== undefined && { customers: [...customer] }),
      ...(site !== undefined && { sites: [...site] }),
      ...(reference !== undefined && { references: [...reference] }),
      ...(cluster !== undefined && { cluster_ids: [...cluster] }),
    },
    filters: {
      ...(kinds !== undefined && { kinds: kinds as Kind[] }),
      ...(maxRisk !== undefined && { max_risk: maxRisk }),
    },
    ...(newDevicesIn !== undefined && { new_devices_in: newDevicesIn }),
  };
}

/** @throws UsageError for options about a plan that exists already */
export function refusePlanOptions(id: string, options: PlanOptions): void {
  if (Object.keys(options).every((name) => name === 'yes')) return;
  throw new UsageError(
    `the plan ${id} is made already and cannot be restricted`,
    'Leave the options away, or the id, to make another one.',
  );
}

/** @throws UsageError for options about a plan to be made, of which a list has no use */
export function refuseForList(options: PlanOptions): void {
  const [name] = Object.keys(options);
  if (name === undefined) return;
  throw new UsageError(
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} restricts a plan that is made, not the list`,
    'See `trapline help plan list`.',
  );
}
