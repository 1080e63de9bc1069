import { CommandRegistry } from '../command-registry';
import type { Host } from '../host';
import type { ManualCommand } from '../manual/manual-command';
import { buildProgram } from '../program';

const BEGIN = '<!-- commands: written by `npm run cli:docs` -->';

/** docs/cli.md with the part below the mark as the commands themselves describe it. */
export function withCommandReference(document: string): string {
  const [before] = document.split(BEGIN);
  return `${before ?? ''}${BEGIN}\n\n${pages(buildProgram(new CommandRegistry(NOWHERE))).join('\n')}`;
}

/** Pages are asked for, nothing is run. */
const NOWHERE: Host = {
  environment: {},
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  signal: new AbortController().signal,
  interrupt: () => undefined,
};

function pages(command: ManualCommand): string[] {
  command.configureOutput({ getOutHelpWidth: () => 80, getOutHasColors: () => false });
  const page = `## ${command.path}\n\n\`\`\`text\n${command.helpInformation().trimEnd()}\n\`\`\`\n`;
  return [page, ...command.children.flatMap(pages)];
}
