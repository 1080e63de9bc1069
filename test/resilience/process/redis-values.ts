const LINE_END = '\r\n';

/**
 * Where the value that begins there ends, in the protocol (RESP 2) in which Redis is asked and answers; undefined where
 * the rest of it has not come yet.
 */
export function endOfValue(bytes: Buffer, from = 0): number | undefined {
  const lineEnd = bytes.indexOf(LINE_END, from);
  if (lineEnd === -1) return undefined;
  const kind = bytes.toString('latin1', from, from + 1);
  let end = lineEnd + LINE_END.length;
  if (kind !== '$' && kind !== '*') return end;
  const size = Number(bytes.toString('latin1', from + 1, lineEnd));
  if (kind === '$') {
    if (size >= 0) end += size + LINE_END.length;
    return end <= bytes.length ? end : undefined;
  }
  for (let i = 0; i < size; i += 1) {
    const next = endOfValue(bytes, end);
    if (next === undefined) return undefined;
    end = next;
  }
  return end;
}

/** Takes the whole values off the front of what has come so far. */
export function wholeValues(bytes: Buffer): { readonly values: readonly Buffer[]; readonly rest: Buffer } {
  const values: Buffer[] = [];
  let from = 0;
  for (let end = endOfValue(bytes, from); end !== undefined; end = endOfValue(bytes, from)) {
    values.push(bytes.subarray(from, end));
    from = end;
  }
  return { values, rest: bytes.subarray(from) };
}

/** A command's words, the first in capitals: a command is a list of texts. */
export function wordsOf(command: Buffer): readonly string[] {
  const words: string[] = [];
  for (let at = command.indexOf(LINE_END) + LINE_END.length; at < command.length;) {
    const lineEnd = command.indexOf(LINE_END, at);
    const start = lineEnd + LINE_END.length;
    const end = start + Number(command.toString('latin1', at + 1, lineEnd));
    words.push(command.toString('utf8', start, end));
    at = end + LINE_END.length;
  }
  const [name = '', ...rest] = words;
  return [name.toUpperCase(), ...rest];
}
