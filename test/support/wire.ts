import { type IncomingMessage, request } from 'node:http';

/** An answer as it was on the wire: nothing decoded, nothing followed. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case; a header that was sent twice has both values. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const DEADLINE_MS = 10_000;

/** One request on a connection of its own. */
export function askOnWire(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers: { ...headers }, timeout: DEADLINE_MS, agent: false });
    call.once('response', (response) => {
      read(response).then(resolve, reject);
    });
    call.once('error', reject);
    call.once('timeout', () => call.destroy(new Error(`no answer within ${DEADLINE_MS} ms`)));
    call.end();
  });
}

async function read(response: IncomingMessage): Promise<WireAnswer> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  const headers: Record<string, string> = {};
  const { rawHeaders } = response;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    headers[name] = [headers[name], rawHeaders[i + 1]].filter((value) => value !== undefined).join(' | ');
  }
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(parts) };
}
