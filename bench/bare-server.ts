import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of `node:http` alone that answers everything alike. */
export interface BareServer {
  readonly url: string;
  close(): void;
}

/** What the framework sets for each connection or answer by itself. */
const PER_ANSWER = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding']);

/** Sends the same bytes under the same headers as the given answer: what no application can be faster than. */
export function startBareServer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<BareServer> {
  const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => !PER_ANSWER.has(name)));
  const server = createServer((_request, response) => {
    response.writeHead(status, sent);
    response.end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = (): void => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ url: `http://127.0.0.1:${port}/`, close });
    });
  });
}
