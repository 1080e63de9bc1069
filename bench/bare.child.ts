import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent, processorMs } from './child';

/** One answer, as the application gave it. */
export interface BareOrders {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBase64: string;
}

export interface BareAnswer {
  readonly url: string;
  /** Processor time that the process has used, in milliseconds. */
  readonly processorMs: number;
}

/** What the framework sets for each connection or answer by itself. */
const PER_ANSWER = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding']);

/** A server of `node:http` alone that answers everything alike: what no application can be faster than. */
answerParent<'size', BareAnswer>(async (orders) => {
  const { status, headers, bodyBase64 } = orders as BareOrders;
  const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => !PER_ANSWER.has(name)));
  const body = Buffer.from(bodyBase64, 'base64');
  const server = createServer((_request, response) => {
    response.writeHead(status, sent);
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    answer: () => ({ url: `http://127.0.0.1:${port}/`, processorMs: processorMs() }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
});
