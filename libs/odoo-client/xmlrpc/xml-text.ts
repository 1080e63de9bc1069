/**
 * Resolves entities and line ends of XML 1.0 character data (2.11 and 4.6): CR LF and a lone CR are one LF, unless
 * written as `&#13;`.
 * @returns undefined where an entity is unknown, unfinished or no character
 */
export function unescapeXml(raw: string): string | undefined {
  const text = raw.includes('\r') ? normalizeLineEnds(raw) : raw;
  let amp = text.indexOf('&');
  if (amp === -1) return text;
  let out = '';
  let from = 0;
  while (amp !== -1) {
    const end = text.indexOf(';', amp);
    if (end === -1) return undefined;
    const character = entity(text.slice(amp + 1, end));
    if (character === undefined) return undefined;
    out += text.slice(from, amp) + character;
    from = end + 1;
    amp = text.indexOf('&', from);
  }
  return out + text.slice(from);
}

export function normalizeLineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function entity(name: string): string | undefined {
  const named = NAMED.get(name);
  if (named !== undefined) return named;
  const hex = /^#x([0-9a-fA-F]{1,6})$/.exec(name)?.[1];
  const decimal = /^#([0-9]{1,7})$/.exec(name)?.[1];
  const code = hex !== undefined ? parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : -1;
  if (code <= 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return String.fromCodePoint(code);
}
