import { type CommandNode, valueFlags } from './command-tree';

/** For `eval "$(trapline completion zsh)"`, or a file `_trapline` on the fpath. */
export function zshScript(nodes: readonly CommandNode[]): string {
  const inner = nodes.filter(({ path }) => path !== '');
  return `#compdef trapline
# Completion of trapline for zsh.
_trapline() {
  local at='' i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case $words[i] in
      ${valueFlags(nodes).join('|')}) ((i++)); continue ;;
    esac
    case "$at $words[i]" in
      ${inner.map(({ path }) => quoted(path.includes(' ') ? path : ` ${path}`)).join('|')})
        at="\${at:+$at }$words[i]" ;;
    esac
  done
  case "$at:$words[CURRENT-1]" in
${nodes.flatMap(valueLines).join('\n')}
    ${valueFlags(nodes)
      .map((flag) => `*:${flag}`)
      .join('|')}) _files; return ;;
  esac
  if [[ $words[CURRENT] == -* ]]; then
    case $at in
${nodes.map(({ path, options }) => `      ${quoted(path)}) found=(${options.flatMap(({ flags, what }) => entry(flags[0] ?? '', what)).join(' ')}) ;;`).join('\n')}
    esac
  else
    case $at in
${nodes
  .filter(({ subcommands }) => subcommands.length > 0)
  .map(
    ({ path, subcommands }) =>
      `      ${quoted(path)}) found=(${subcommands.map(({ name, what }) => entry(name, what)).join(' ')}) ;;`,
  )
  .join('\n')}
      *) _files; return ;;
    esac
  fi
  _describe trapline found
}
if [[ $funcstack[1] == _trapline ]]; then _trapline "$@"; else compdef _trapline trapline; fi
`;
}

function valueLines({ path, options }: CommandNode): string[] {
  return options
    .filter(({ choices }) => choices.length > 0)
    .map(({ flags, choices }) => {
      const patterns = flags.map((flag) => quoted(`${path}:${flag}`)).join('|');
      return `    ${patterns}) compadd -- ${choices.map(quoted).join(' ')}; return ;;`;
    });
}

/** A word and what it means, as `_describe` takes them. */
function entry(word: string, what: string): string {
  return quoted(`${word.replace(/:/g, '\\:')}:${what}`);
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}
