/**
 * What two answers to the same request may differ in. Everything else is compared byte for byte (XML) or value by value
 * (JSON): types, numbers, ids, texts, order of records and, in XML, order of fields and white space.
 *
 * 1. The clock: values of the fields below.
 * 2. Tracebacks: their frames name files and lines of a Python program. What comes after the last frame, the exception's
 *    class and message, is compared.
 * 3. Pages for people: that it is one, and its content type.
 */
const CLOCK_FIELDS = ['create_date', 'write_date', '__last_update', 'request_date'];

const CLOCK_IN_XML = new RegExp(
  `(<name>(?:${CLOCK_FIELDS.join('|')})</name>\\n<value><string>)\\d{4}-\\d\\d-\\d\\d((?: \\d\\d:\\d\\d:\\d\\d)?</string>)`,
  'g',
);

export function comparable(contentType: string, body: string): unknown {
  if (contentType.startsWith('text/html')) return /^<!DOCTYPE html>\s*<html/.test(body) ? 'a page' : body;
  if (contentType.startsWith('application/json')) return withoutClock(JSON.parse(body));
  return withoutFrames(body.replace(CLOCK_IN_XML, '$1DATE$2').replace(/DATE \d\d:\d\d:\d\d/g, 'DATE TIME'));
}

/** From the word `Traceback` to the end of the last indented line. */
function withoutFrames(text: string): string {
  return text.replace(/Traceback \(most recent call last\):\n(?:.*\n)*[ ]+.*\n(?! )/, 'TRACEBACK\n');
}

function withoutClock(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutClock);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => {
      if (typeof item !== 'string') return [name, withoutClock(item)];
      if (name === 'debug') return [name, withoutFrames(item)];
      return [name, CLOCK_FIELDS.includes(name) ? item.replace(/\d/g, '0') : item];
    }),
  );
}
