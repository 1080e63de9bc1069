import type { Command, Help, Option } from 'commander';
import { EXIT_MEANINGS } from '../exit-status';
import { ManualCommand } from './manual-command';
import { styleFor } from '../output/style';

const INDENT = '    ';
const WIDEST = 100;
/** Colours are taken out again where they are not wanted. */
const style = styleFor(true);

/** The help of a command as a page of a manual. */
export function manualPage(command: Command, help: Help): string {
  const width = Math.min(help.helpWidth ?? 80, WIDEST);
  const manual = command instanceof ManualCommand ? command : undefined;
  const path = manual?.path ?? command.name();
  const listed = (entries: readonly (readonly [string, string])[]): string[] =>
    entryLines(entries, help, width);
  const terms = help
    .visibleArguments(command)
    .map((each) => [help.argumentTerm(each), help.argumentDescription(each)] as const);
  const commands = help
    .visibleCommands(command)
    .map((each) => [help.subcommandTerm(each), help.subcommandDescription(each)] as const);
  const own = help.visibleOptions(command);
  const common = help.visibleGlobalOptions(command).filter(({ long }) => long !== '--version');
  const options = (list: readonly Option[]): string[] =>
    listed(list.map((each) => [help.optionTerm(each), help.optionDescription(each)]));
  return [
    ...section('NAME', indented(`${path} - ${command.description()}`, INDENT, help, width)),
    ...section('SYNOPSIS', [`${INDENT}${help.commandUsage(command)}`]),
    ...section('DESCRIPTION', paragraphs(manual?.notes ?? [], help, width)),
    ...section('ARGUMENTS', listed(terms)),
    ...section('COMMANDS', listed(commands)),
    ...section('OPTIONS', options(own)),
    ...section('OPTIONS OF ALL COMMANDS', options(common)),
    ...section('EXAMPLES', exampleLines(manual)),
    ...(command.parent === null
      ? section('EXIT STATUS', listed(EXIT_MEANINGS.map(([status, meaning]) => [String(status), meaning])))
      : section('SEE ALSO', [`${INDENT}trapline help: exit statuses, settings and the other commands`])),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [style('bold', title), ...lines, ''];
}

function paragraphs(texts: readonly string[], help: Help, width: number): string[] {
  return texts.flatMap((text, i) => [...(i > 0 ? [''] : []), ...indented(text, INDENT, help, width)]);
}

/** The term on a line of its own, what it means below it. */
function entryLines(entries: readonly (readonly [string, string])[], help: Help, width: number): string[] {
  return entries.flatMap(([term, meaning]) => [
    `${INDENT}${style('cyan', term)}`,
    ...(meaning === '' ? [] : indented(meaning, INDENT.repeat(2), help, width)),
  ]);
}

function exampleLines(manual: ManualCommand | undefined): string[] {
  return (manual?.examples ?? []).flatMap(({ what, command }, i) => [
    ...(i > 0 ? [''] : []),
    `${INDENT}${what}`,
    `${INDENT.repeat(2)}${style('green', `$ ${command}`)}`,
  ]);
}

function indented(text: string, indent: string, help: Help, width: number): string[] {
  return help
    .boxWrap(text, width - indent.length)
    .split('\n')
    .map((line) => `${indent}${line}`.trimEnd());
}
