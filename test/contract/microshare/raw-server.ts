import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A request as its bytes came in. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, undecoded. */
  readonly target: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Bytes to answer with; `hang` for none, `reset` to drop the connection. */
export type RawAnswer = Buffer | 'hang' | 'reset';

export interface RawServer {
  readonly url: string;
  readonly requests: readonly RawRequest[];
  close(): Promise<void>;
}

/**
 * A peer whose answers are written byte by byte in the test, so that the simulator's mistakes are not shared. One
 * request per connection, answers in the order given, the last one again for every further request.
 */
export async function startRawServer(...answers: readonly [RawAnswer, ...RawAnswer[]]): Promise<RawServer> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that gives up resets the connection; that is its right.
    socket.on('error', () => socket.destroy());
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const request = parse(received);
      if (request === undefined) return;
      received = Buffer.alloc(0);
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? 'hang';
      requests.push(request);
      if (answer === 'hang') return;
      if (answer === 'reset') socket.resetAndDestroy();
      else socket.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An HTTP answer with its length, as written on the wire. */
export function http(
  statusLine: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ ...headers, 'Content-Length': String(bytes.length), Connection: 'close' });
  const head = [`HTTP/1.1 ${statusLine}`, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), bytes]);
}

export function okJson(body: string): Buffer {
  return http('200 OK', { 'Content-Type': 'application/json' }, body);
}

/** The whole request, or undefined while some of it is under way. */
function parse(bytes: Buffer): RawRequest | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [requestLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const body = bytes.subarray(end + 4);
  if (body.length < Number(headers.get('content-length') ?? '0')) return undefined;
  const [method = '', target = ''] = requestLine.split(' ');
  return { method, target, headers, body: body.toString('utf8') };
}
