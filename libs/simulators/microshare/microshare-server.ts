import { once, setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { plainText, type SimulatedAnswer } from './answer';
import type { Fault } from './fault-script';
import { readRequest, type SimulatedRequest } from './request';

/** What becomes of a call: how long it takes, what goes wrong, and the answer, which is made when its time comes. */
export interface Treatment {
  readonly delayMs: number;
  readonly fault: Fault | undefined;
  readonly answer: () => SimulatedAnswer;
}

/**
 * The HTTP side: reads whole requests, has each treated, and sends or withholds the answer. A call whose client has left
 * is carried out all the same, as on a real server.
 */
export class MicroshareServer {
  private readonly server: Server;
  private readonly stopping = new AbortController();

  constructor(private readonly treat: (request: SimulatedRequest) => Treatment) {
    // Every delayed call listens; Node takes more than ten listeners for a leak.
    setMaxListeners(0, this.stopping.signal);
    this.server = createServer((incoming, response) => {
      this.serve(incoming, response).catch((error: unknown) => {
        if (response.headersSent || response.destroyed) response.destroy();
        else send(response, plainText(500, error instanceof Error ? error.message : 'simulator failed'));
      });
    });
  }

  /** Starts on a port of 127.0.0.1; returns the origin. */
  async listen(port: number): Promise<string> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Stops, hanging and delayed calls included. */
  async close(): Promise<void> {
    this.stopping.abort();
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    if (request === undefined) {
      send(response, plainText(400, 'The request target is malformed.'));
      return;
    }
    const { delayMs, fault, answer } = this.treat(request);
    const wait = delayMs + (fault?.kind === 'slow' ? fault.ms : 0);
    if (wait > 0 && !(await this.waited(wait))) return;
    switch (fault?.kind) {
      case 'hang':
        return;
      case 'drop':
        if (fault.applying) answer();
        incoming.socket.resetAndDestroy();
        return;
      case 'answer':
        if (fault.applying) answer();
        send(response, fault.answer);
        return;
      case 'half':
        send(response, halfOf(answer()));
        return;
      case 'hold':
        await this.hold(fault, incoming, response, answer);
        return;
      case 'slow':
      case undefined:
        send(response, answer());
    }
  }

  private async hold(
    { applying, hold }: Fault & { readonly kind: 'hold' },
    incoming: IncomingMessage,
    response: ServerResponse,
    answer: () => SimulatedAnswer,
  ): Promise<void> {
    const made = applying ? answer() : undefined;
    if ((await hold.stop()) === 'abandon') incoming.socket.resetAndDestroy();
    else send(response, made ?? answer());
  }

  /** False when the server stopped meanwhile. */
  private async waited(ms: number): Promise<boolean> {
    const { signal } = this.stopping;
    try {
      await delay(ms, undefined, { signal });
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }
}

function send(response: ServerResponse, { status, headers, body }: SimulatedAnswer): void {
  const length = body.reduce((sum, part) => sum + part.length, 0);
  response.writeHead(status, { ...headers, 'content-length': length });
  response.cork();
  for (const part of body) response.write(part);
  response.end();
}

/** The first half of a success, as a proxy that lost the rest hands it on: complete by its own headers. */
function halfOf(answer: SimulatedAnswer): SimulatedAnswer {
  const whole = Buffer.concat(answer.body);
  return { ...answer, body: [whole.subarray(0, Math.floor(whole.length / 2))] };
}
