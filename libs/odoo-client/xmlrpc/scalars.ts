/*
 * Text of one XML-RPC scalar -> value, `undefined` where it is no such value. Stricter than the `xmlrpc` package, which
 * reads `12abc` as 12. White space around is tolerated, as Python's own client does.
 */

/** `int`, `i4`, `i8`. Integers that a JavaScript number cannot hold exactly are refused, not rounded. */
export function readInteger(text: string): number | undefined {
  if (!/^\s*[+-]?\d{1,19}\s*$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}

export function readBoolean(text: string): boolean | undefined {
  const digit = text.trim();
  return digit === '1' ? true : digit === '0' ? false : undefined;
}

/** Python writes `1.0`, `1e-07`, and `inf` or `nan`, which are refused. */
export function readDouble(text: string): number | undefined {
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const DATE_TIME =
  /^\s*(\d{4})-?(\d{2})-?(\d{2})T(\d{2}):?(\d{2}):?(\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?\s*$/;

/** `20261121T08:44:21`: without a zone it is UTC, since Odoo stores and sends UTC. The package reads local time. */
export function readDateTime(text: string): Date | undefined {
  const parts = DATE_TIME.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '0', zone = 'Z'] = parts;
  const ms = fraction.padEnd(3, '0').slice(0, 3);
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`;
  const asUtc = new Date(local);
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString() !== local) return undefined;
  return zone === 'Z' ? asUtc : new Date(asUtc.getTime() - offsetMinutes(zone) * 60_000);
}

function offsetMinutes(zone: string): number {
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Line breaks are allowed anywhere, as Python writes them. */
export function readBase64(text: string): Buffer | undefined {
  const compact = text.replace(/\s+/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  return Buffer.from(compact, 'base64');
}
