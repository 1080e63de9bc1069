import type { CommandRegistry } from '../../command-registry';
import { EXIT, type ExitStatus } from '../../exit-status';
import type { ManualCommand } from '../../manual/manual-command';
import type { Session } from '../../session';
import { type Check, checkLines } from './check';
import { checkPeers } from './peer-checks';
import { checkServer } from './server-checks';
import { checkSettings } from './settings-check';

interface DoctorOptions {
  readonly envFile?: string;
  readonly server: boolean;
}

const PEER_TIMEOUT_MS = 5_000;

export function addDoctorCommand(program: ManualCommand, registry: CommandRegistry): void {
  const doctor = program
    .command('doctor')
    .description('Checks settings, Microshare, ERP, Redis, database, clocks and your rights; says what to do')
    .note(
      'Settings are checked where there are some: in the environment, and in .env or the file of --env-file. What they ' +
        'name is tried from here. Then the server is asked; an administrator has it try its connections now.',
    )
    .note('Ends with 0 while nothing is red (✖). A yellow line (!) is worth a look.')
    .option('--env-file <file>', 'file with the settings of the server; .env where there is one')
    .option('--no-server', 'before the first start: only settings and what they name')
    .example('Before the first start', 'trapline doctor --env-file .env --no-server')
    .example(
      'In monitoring',
      'trapline doctor --json | jq -r \'.checks[] | select(.state == "failed") | .detail\'',
    );
  registry.action<DoctorOptions>(doctor, examine);
}

async function examine(session: Session, options: DoctorOptions): Promise<ExitStatus> {
  const { output, host } = session;
  const checks: Check[] = [];
  const tell = async (found: readonly Check[]): Promise<void> => {
    checks.push(...found);
    if (!output.json) await output.lines(found.flatMap((check) => checkLines(check, output.style)));
  };
  const { check, configuration } = await checkSettings(host, options.envFile);
  await tell([check]);
  if (configuration !== undefined) await tell(await checkPeers(configuration, PEER_TIMEOUT_MS, host.signal));
  if (options.server) await tell(await checkServer(session));
  const healthy = checks.every(({ state }) => state !== 'failed');
  if (output.json) await output.document({ healthy, checks });
  return healthy ? EXIT.ok : EXIT.failed;
}
