import type { Option } from 'commander';
import type { ManualCommand } from '../manual/manual-command';

/** What a shell has to know of a command. */
export interface CommandNode {
  /** Words after `trapline`, with a space between; empty for `trapline` itself. */
  readonly path: string;
  /** What may come next: its commands, or the values of its argument where there are few. */
  readonly subcommands: readonly { readonly name: string; readonly what: string }[];
  readonly options: readonly OptionNode[];
}

export interface OptionNode {
  /** `--output`, `-o` */
  readonly flags: readonly string[];
  readonly what: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

const HELP: OptionNode = {
  flags: ['--help', '-h'],
  what: 'print the page of the command',
  takesValue: false,
  choices: [],
};

/** The whole tree, parents first; each command with the options of all commands. */
export function commandNodes(program: ManualCommand): CommandNode[] {
  const common = [...program.options.filter(({ long }) => long !== '--version').map(optionNode), HELP];
  const walk = (command: ManualCommand, path: string): CommandNode[] => [
    {
      path,
      subcommands: [
        ...command.children.map((child) => ({ name: child.name(), what: child.description() })),
        ...argumentValues(command),
      ],
      options: [...(command === program ? [] : command.options.map(optionNode)), ...common],
    },
    ...command.children.flatMap((child) => walk(child, `${path} ${child.name()}`.trim())),
  ];
  return walk(program, '');
}

/** Every option that is followed by a value, wherever it belongs. */
export function valueFlags(nodes: readonly CommandNode[]): string[] {
  const options = nodes.flatMap((node) => node.options).filter(({ takesValue }) => takesValue);
  return [...new Set(options.flatMap(({ flags }) => flags))];
}

function argumentValues({ registeredArguments: [first] }: ManualCommand): CommandNode['subcommands'] {
  return (first?.argChoices ?? []).map((name) => ({ name, what: first?.description ?? '' }));
}

function optionNode(option: Option): OptionNode {
  return {
    flags: [option.long, option.short].filter((flag) => flag !== undefined),
    what: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
  };
}
