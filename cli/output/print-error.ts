import { cellText } from './cell-text';
import type { Output } from './output';
import type { ErrorWords } from '../error-words';

/** On standard error: lines for people, one JSON document a line for programs. */
export function printError(output: Output, words: ErrorWords): void {
  if (output.json) {
    const { exitStatus, requestId, fields, ...rest } = words;
    const error = {
      ...rest,
      ...(fields.length > 0 && { errors: fields }),
      ...(requestId !== undefined && { request_id: requestId }),
      exit_status: exitStatus,
    };
    output.note(JSON.stringify({ error }));
    return;
  }
  const style = output.errorStyle;
  output.note(`${style('red', 'error:')} ${words.message.split('\n').map(cellText).join('\n')}`);
  for (const { field, message, value } of words.fields) {
    const given = value === undefined || value === null ? '' : ` (it is ${JSON.stringify(value)})`;
    output.note(`  ${style('bold', field)} ${cellText(message)}${given}`);
  }
  if (words.hint !== undefined) output.note(words.hint);
  if (words.requestId !== undefined) output.note(style('dim', `Request id: ${words.requestId}`));
}
