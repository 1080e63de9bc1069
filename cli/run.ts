import { CommanderError } from 'commander';
import { CommandRegistry } from './command-registry';
import { wordsOf } from './error-words';
import { EXIT, type ExitStatus } from './exit-status';
import type { Host } from './host';
import { Output } from './output/output';
import { printError } from './output/print-error';
import { buildProgram } from './program';

/** Runs one command line and tells what went wrong; never throws for what a user can do something about. */
export async function run(args: readonly string[], host: Host): Promise<ExitStatus> {
  const registry = new CommandRegistry(host);
  const program = buildProgram(registry);
  try {
    if (args.length === 0) {
      program.outputHelp();
      return EXIT.ok;
    }
    await program.parseAsync(args, { from: 'user' });
    return registry.status;
  } catch (error) {
    if (isWanted(error)) return EXIT.ok;
    if (lacksCommand(error)) {
      host.stderr.write(registry.help);
      return EXIT.usage;
    }
    // What a broken-off call throws tells less than what broke it off.
    const words = wordsOf(host.signal.aborted ? host.signal.reason : error);
    const output = registry.session?.output ?? new Output(host, args.includes('--json'));
    if (words.kind !== 'interrupted') printError(output, words);
    return words.exitStatus;
  }
}

/** A group of commands was named, and none of the group: its page was written. */
function lacksCommand(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.help';
}

/** Help and version end a command line too. */
function isWanted(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}
