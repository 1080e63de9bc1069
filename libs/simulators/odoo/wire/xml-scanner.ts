import { OdooException } from '../orm/odoo-exception';

export interface XmlHandler {
  start(tag: string): void;
  text(data: string): void;
  end(tag: string): void;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Characters XML 1.0 does not allow at all: a request that holds one is not a request. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/**
 * A small well-formedness parser that fails where and as Python's expat fails: reason, line (from 1), column (from 0).
 * No DTDs, no namespaces; attributes are passed over.
 */
export function scanXml(source: string, handler: XmlHandler): void {
  const open: string[] = [];
  let position = 0;
  let seenRoot = false;
  const fail = (reason: string, at: number): never => {
    const before = source.slice(0, at).split('\n');
    const column = Array.from(before.at(-1) ?? '').length;
    throw new OdooException(
      'xml.parsers.expat.ExpatError',
      `${reason}: line ${before.length}, column ${column}`,
    );
  };
  const bad = FORBIDDEN.exec(source);
  const limit = bad === null ? source.length : bad.index;
  const skipTo = (mark: string): void => {
    const end = source.indexOf(mark, position);
    if (end < 0) fail('unclosed token', position);
    position = end + mark.length;
  };
  while (position < limit) {
    if (source.startsWith('<?', position)) skipTo('?>');
    else if (source.startsWith('<!--', position)) skipTo('-->');
    else if (source.startsWith('<![CDATA[', position)) {
      const start = position + 9;
      skipTo(']]>');
      handler.text(source.slice(start, position - 3));
    } else if (source[position] === '<') {
      const tag = /^<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/.exec(
        source.slice(position, position + 2000),
      );
      if (tag === null) {
        fail(source.includes('>', position) ? 'not well-formed (invalid token)' : 'unclosed token', position);
        return;
      }
      const [whole, closing = '', name = '', , selfClosing = ''] = tag;
      if (closing === '/') {
        if (open.pop() !== name) fail('mismatched tag', position + 2);
        handler.end(name);
      } else {
        if (open.length === 0 && seenRoot) fail('junk after document element', position);
        seenRoot = true;
        handler.start(name);
        if (selfClosing === '/') handler.end(name);
        else open.push(name);
      }
      position += whole.length;
    } else {
      const next = source.indexOf('<', position);
      const end = Math.min(next < 0 ? limit : next, limit);
      const data = source.slice(position, end);
      const start = position;
      if (open.length > 0) handler.text(decode(data, (reason, at) => fail(reason, start + at)));
      else if (data.trim() !== '') fail(seenRoot ? 'junk after document element' : notMarkup(data), position);
      position = end;
    }
  }
  if (bad !== null) fail('not well-formed (invalid token)', bad.index);
  if (open.length > 0 || !seenRoot) fail('no element found', source.length);
}

/** Entities resolved, line ends normalised. */
function decode(data: string, fail: (reason: string, at: number) => never): string {
  const text = data.includes('\r') ? data.replace(/\r\n?/g, '\n') : data;
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));|&/gi, (whole, decimal, hex, name, at: number) => {
    if (typeof decimal === 'string') return String.fromCodePoint(Number(decimal));
    if (typeof hex === 'string') return String.fromCodePoint(Number.parseInt(hex, 16));
    if (typeof name === 'string') return NAMED[name] ?? fail('undefined entity', at);
    return fail('not well-formed (invalid token)', at + whole.length);
  });
}

/** What is said of text where a document should start. */
function notMarkup(text: string): string {
  return /^\s*[A-Za-z_:]/.test(text) ? 'syntax error' : 'not well-formed (invalid token)';
}
