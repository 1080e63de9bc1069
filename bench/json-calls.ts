import { Agent, request } from 'node:http';

/** Calls beyond that wait for one that is free. */
export const CONNECTIONS = 1_000;

/** JSON calls over kept connections, at the least cost for the process that makes them. */
export class JsonCalls {
  private readonly agent = new Agent({
    keepAlive: true,
    maxSockets: CONNECTIONS,
    maxFreeSockets: CONNECTIONS,
    scheduling: 'fifo',
  });

  constructor(private readonly headers: Readonly<Record<string, string>>) {}

  /** @throws Error for any answer that is no success */
  send(method: string, url: string, content?: object): Promise<unknown> {
    const body = content === undefined ? undefined : JSON.stringify(content);
    const headers = {
      ...this.headers,
      accept: 'application/json',
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
    };
    return new Promise((resolve, reject) => {
      const call = request(url, { method, headers, agent: this.agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', reject);
        response.once('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          const status = response.statusCode ?? 0;
          if (status < 200 || status > 299) {
            reject(new Error(`${method} ${url} answered ${status}: ${text.slice(0, 300)}`));
          } else resolve(JSON.parse(text));
        });
      });
      call.once('error', reject);
      call.end(body);
    });
  }
}
