import { OdooException, typeError } from '../orm/odoo-exception';
import { isList, PythonFloat, type Value } from '../orm/values';
import type { Major } from '../orm/version';

/** `<methodResponse>` as Odoo writes it. `None` anywhere in the value is an error, as in every Odoo. */
export function writeMethodResponse(value: Value, major: Major): string {
  const parts: string[] = ['<params>\n<param>\n'];
  writeValue(value, parts);
  parts.push('</param>\n</params>\n');
  return envelope(parts, major);
}

export function writeFault(code: number, text: string, major: Major): string {
  const parts: string[] = ['<fault>\n'];
  writeValue({ faultCode: code, faultString: text }, parts);
  parts.push('</fault>\n');
  return envelope(parts, major);
}

/** From 18 on Odoo has its own marshaller, which differs in quotes and blank lines only. */
function envelope(parts: readonly string[], major: Major): string {
  const body = parts.join('');
  return major >= 18
    ? `<?xml version="1.0"?>\n<methodResponse>\n${body}\n</methodResponse>\n`
    : `<?xml version='1.0'?>\n<methodResponse>\n${body}</methodResponse>\n`;
}

function writeValue(value: Value, parts: string[]): void {
  if (value === null) throw typeError('cannot marshal None unless allow_none is enabled');
  if (typeof value === 'string') parts.push('<value><string>', escape(value), '</string></value>\n');
  else if (typeof value === 'boolean') parts.push(`<value><boolean>${value ? '1' : '0'}</boolean></value>\n`);
  else if (typeof value === 'number') parts.push('<value><int>', writeInt(value), '</int></value>\n');
  else if (value instanceof PythonFloat) parts.push(`<value><double>${value.toString()}</double></value>\n`);
  else if (isList(value)) {
    parts.push('<value><array><data>\n');
    for (const item of value) writeValue(item, parts);
    parts.push('</data></array></value>\n');
  } else {
    parts.push('<value><struct>\n');
    for (const [name, item] of Object.entries(value)) {
      parts.push('<member>\n<name>', escape(name), '</name>\n');
      writeValue(item, parts);
      parts.push('</member>\n');
    }
    parts.push('</struct></value>\n');
  }
}

function writeInt(value: number): string {
  if (value > 2 ** 31 - 1 || value < -(2 ** 31)) {
    throw new OdooException('builtins.OverflowError', 'int exceeds XML-RPC limits');
  }
  return String(value);
}

/** Odoo drops the control characters XML cannot hold, so that its answers can always be parsed. */
function escape(text: string): string {
  // eslint-disable-next-line no-control-regex
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return /[&<>]/.test(clean)
    ? clean.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
    : clean;
}
