import { type CommandNode, valueFlags } from './command-tree';

/** For `trapline completion fish | source`. */
export function fishScript(nodes: readonly CommandNode[]): string {
  const inner = nodes.filter(({ path }) => path !== '');
  return `# Completion of trapline for fish.
function __trapline_at
  set -l at ''
  set -l skip no
  for word in (commandline -opc)[2..-1]
    if test $skip = yes
      set skip no
      continue
    end
    switch $word
      case ${valueFlags(nodes).join(' ')}
        set skip yes
        continue
    end
    set -l next (string trim -- "$at $word")
    switch $next
      case ${inner.map(({ path }) => quoted(path)).join(' ')}
        set at $next
    end
  end
  test "$at" = "$argv[1]"
end
${nodes.flatMap(completions).join('\n')}
`;
}

function completions({ path, subcommands, options }: CommandNode): string[] {
  const here = `complete -c trapline -n ${quoted(`__trapline_at "${path}"`)}`;
  return [
    ...subcommands.map(({ name, what }) => `${here} -f -a ${quoted(name)} -d ${quoted(what)}`),
    ...options.map(({ flags, what, takesValue, choices }) => {
      const names = flags.map((flag) =>
        flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      );
      const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r' : '';
      return `${here} ${names.join(' ')}${value} -d ${quoted(what)}`;
    }),
  ];
}

function quoted(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}
