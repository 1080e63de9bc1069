import { Argument } from 'commander';
import type { CommandRegistry } from '../command-registry';
import { bashScript } from '../completion/bash-script';
import { commandNodes } from '../completion/command-tree';
import { fishScript } from '../completion/fish-script';
import { zshScript } from '../completion/zsh-script';
import type { ManualCommand } from '../manual/manual-command';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
type Shell = keyof typeof SCRIPTS;

export function addCompletionCommand(program: ManualCommand, registry: CommandRegistry): void {
  const completion = program
    .command('completion')
    .addArgument(new Argument('<shell>', 'shell').choices(Object.keys(SCRIPTS)))
    .description('Prints a script that lets a shell complete commands, options and values')
    .note(
      'It completes the word `trapline`: make that a command first, by `npm link` or an alias of `npx trapline`.',
    )
    .example('In ~/.bashrc', 'eval "$(trapline completion bash)"')
    .example('In ~/.zshrc, after compinit', 'eval "$(trapline completion zsh)"')
    .example('In ~/.config/fish/config.fish', 'trapline completion fish | source');
  registry.action(completion, async ({ output }, _options, [shell]) => {
    await output.write(SCRIPTS[shell as Shell](commandNodes(program)));
    return undefined;
  });
}
