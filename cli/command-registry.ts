import type { Command } from 'commander';
import { EXIT, type ExitStatus } from './exit-status';
import type { Host } from './host';
import { type GlobalOptions, Session } from './session';

/** The work of a command; without a result it has succeeded. */
export type Work<Options> = (
  session: Session,
  options: Options,
  args: readonly string[],
) => Promise<ExitStatus | undefined>;

/** Joins the commands with the process that they run in. */
export class CommandRegistry {
  /** How the command that was called has ended. */
  status: ExitStatus = EXIT.ok;
  /** The session of the command that was called; undefined before one was found. */
  session: Session | undefined;

  /** The page that a command line without a command asks for. */
  help = '';

  constructor(readonly host: Host) {}

  /** Gives a command its work. */
  action<Options>(command: Command, work: Work<Options>): void {
    command.action(async () => {
      this.session = new Session(this.host, command.optsWithGlobals<GlobalOptions>());
      const args = command.processedArgs.flat().filter((each) => each !== undefined) as string[];
      this.status = (await work(this.session, command.opts() as Options, args)) ?? EXIT.ok;
    });
  }
}
