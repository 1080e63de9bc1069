/**
 * The lines of a stream of UTF-8, without their ends; LF and CRLF end a line. Cancels the stream when the caller stops
 * early.
 */
export async function* textLines(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
      if (done) break;
    }
    if (rest !== '') yield rest;
  } finally {
    // One that broke while nobody read is over as well; whoever stops early does not ask why.
    await reader.cancel().catch(() => undefined);
  }
}
