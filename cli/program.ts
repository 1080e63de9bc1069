import { type Command, CommanderError, Option } from 'commander';
import { addCacheCommands } from './commands/cache.command';
import { addCompletionCommand } from './commands/completion.command';
import { addDeviceCommands } from './commands/devices/devices.command';
import { addDoctorCommand } from './commands/doctor/doctor.command';
import { addGapCommands } from './commands/gaps/gaps.command';
import { addLoginCommands } from './commands/login.command';
import { addPlanCommands } from './commands/plans/plans.command';
import { count } from './commands/option-values';
import type { CommandRegistry } from './command-registry';
import { ManualCommand } from './manual/manual-command';
import { manualPage } from './manual/manual-page';
import { wantsColour } from './output/style';
import { VERSION } from './version';

/** All commands; what is called does its work with the registry's host. */
export function buildProgram(registry: CommandRegistry): ManualCommand {
  const { host } = registry;
  const program = new ManualCommand('trapline')
    .description('Works with a running Trapline: devices, gaps, plans, and what is wrong')
    .note(
      'The server is the one of --url, of TRAPLINE_URL, or of the last `trapline login`; else http://localhost:3000. ' +
        'Who is calling comes from TRAPLINE_API_KEY, or from the log-in at that server.',
    )
    .note(
      'With --json standard output holds JSON and nothing else; errors are a JSON document on standard error. Colours ' +
        'and progress appear on terminals; NO_COLOR and FORCE_COLOR are respected.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .option('--url <address>', 'address of the server')
    .option('--json', 'print JSON for programs')
    .addOption(new Option('--timeout <seconds>', 'longest wait for an answer').argParser(count).default(30))
    .helpOption('-h, --help', 'print this page')
    .helpCommand(false)
    .configureHelp({ formatHelp: manualPage, showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => {
        registry.help += text;
      },
      // Errors are told in one place.
      outputError: () => undefined,
      getOutHelpWidth: () => (host.stdout.isTTY ? host.stdout.columns : 80),
      getOutHasColors: () => wantsColour(host.environment, host.stdout),
      getErrHelpWidth: () => (host.stderr.isTTY ? host.stderr.columns : 80),
      getErrHasColors: () => wantsColour(host.environment, host.stderr),
    })
    .showSuggestionAfterError(true)
    .exitOverride()
    .example('Log in, and see which inspection points have no device', 'trapline login && trapline gaps run')
    .example('What a command can do', 'trapline help devices update');
  addDoctorCommand(program, registry);
  addLoginCommands(program, registry);
  addDeviceCommands(program, registry);
  addGapCommands(program, registry);
  addPlanCommands(program, registry);
  addCacheCommands(program, registry);
  addCompletionCommand(program, registry);
  addHelpCommand(program, registry);
  return program;
}

function addHelpCommand(program: ManualCommand, registry: CommandRegistry): void {
  const help = program
    .command('help')
    .argument('[command...]', 'words of a command')
    .description('Prints the page of a command')
    .example('The page of a command', 'trapline help devices update');
  registry.action(help, async (session, _options, words) => {
    let command: Command = program;
    for (const word of words) {
      const next = command.commands.find((each) => each.name() === word);
      if (next === undefined) {
        throw new CommanderError(2, 'trapline.unknownCommand', `there is no command "${words.join(' ')}"`);
      }
      command = next;
    }
    await session.output.write(command.helpInformation());
    return undefined;
  });
}
