import { type CommandNode, valueFlags } from './command-tree';

/** For `eval "$(trapline completion bash)"`. Where nothing is known, bash completes names of files. */
export function bashScript(nodes: readonly CommandNode[]): string {
  const inner = nodes.filter(({ path }) => path !== '');
  return `# Completion of trapline for bash.
_trapline() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${valueFlags(nodes).join('|')}) ((i++)); continue ;;
    esac
    case "$at \${COMP_WORDS[i]}" in
      ${inner.map(({ path }) => quoted(path.includes(' ') ? path : ` ${path}`)).join('|')})
        at=\${at:+$at }\${COMP_WORDS[i]} ;;
    esac
  done
  COMPREPLY=()
  case "$at:$prev" in
${nodes.flatMap(valueLines).join('\n')}
    ${valueFlags(nodes)
      .map((flag) => `*:${flag}`)
      .join('|')}) return ;;
  esac
  if [[ $cur == -* ]]; then
    case $at in
${nodes.map(({ path, options }) => `      ${quoted(path)}) words=${quoted(options.flatMap(({ flags }) => flags[0] ?? []).join(' '))} ;;`).join('\n')}
    esac
  else
    case $at in
${nodes
  .filter(({ subcommands }) => subcommands.length > 0)
  .map(
    ({ path, subcommands }) =>
      `      ${quoted(path)}) words=${quoted(subcommands.map(({ name }) => name).join(' '))} ;;`,
  )
  .join('\n')}
    esac
  fi
  if [[ -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"); fi
}
complete -o default -F _trapline trapline
`;
}

/** Values of an option that has a few. */
function valueLines({ path, options }: CommandNode): string[] {
  return options
    .filter(({ choices }) => choices.length > 0)
    .map(({ flags, choices }) => {
      const patterns = flags.map((flag) => quoted(`${path}:${flag}`)).join('|');
      return `    ${patterns}) mapfile -t COMPREPLY < <(compgen -W ${quoted(choices.join(' '))} -- "$cur"); return ;;`;
    });
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}
