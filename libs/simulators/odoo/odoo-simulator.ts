import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CallLog, type OdooCall } from './call-log';
import { FaultScript } from './fault-script';
import { install } from './models/install';
import { addKey, keyNames, removeKeys } from './models/api-keys';
import { activeUser, replaceKeys } from './models/users';
import {
  addCategories,
  addCompanies,
  addUsers,
  setParameter,
  type CategorySeed,
  type UserSeed,
} from './odoo-seeds';
import { openExchange, scriptedFault, type OdooRequest } from './odoo-router';
import type { Database } from './orm/database';
import type { OdooVersion } from './orm/version';
import { ProductShelf, type ProductSeed } from './product-shelf';
import { htmlAnswer, type Answer } from './wire/answer';

export interface OdooSimulatorOptions {
  /** 0 or absent: any free port. A taken port rejects with `EADDRINUSE`. Listens on 127.0.0.1 only. */
  readonly port?: number;
  /** Default `18.0`. */
  readonly version?: OdooVersion;
  /** What it says that it is, where that is a version of which nothing was recorded. */
  readonly later?: LaterOdoo;
  /** Default `odoo`. */
  readonly database?: string;
  /** Default: `admin` with password `admin`. */
  readonly users?: readonly UserSeed[];
  /** Besides `My Company`, which has id 1; all users belong to all of them. */
  readonly companies?: readonly string[];
  /** Default: `Pest Control`, which gets id 4. */
  readonly categories?: readonly CategorySeed[];
  readonly products?: readonly ProductSeed[];
  /** The server's clock, in milliseconds since the epoch. */
  readonly now?: () => number;
}

/** All that is known of a later version: its number, and what was announced. For the rest it does as `version` does. */
export interface LaterOdoo {
  /** E.g. `20.0`. */
  readonly serie: string;
  /** XML-RPC and JSON-RPC are gone, as was announced for 22: 404, or another status that says so. */
  readonly rpcRemoved?: 404 | 405 | 410;
}

/** Starts a simulated Odoo as a real HTTP server: XML-RPC, JSON-RPC and, in 19, JSON-2 on one in-memory database. */
export async function startOdooSimulator(options: OdooSimulatorOptions = {}): Promise<OdooSimulator> {
  const now = options.now ?? Date.now;
  const db = install(options.database ?? 'odoo', options.version ?? '18.0', now);
  db.later = options.later;
  addUsers(db, options.users ?? [{ login: 'admin', password: 'admin' }]);
  addCompanies(db, options.companies ?? []);
  const category = addCategories(db, options.categories ?? [{ name: 'Pest Control' }]);
  const products = new ProductShelf(db, category);
  products.add(...(options.products ?? []));
  const simulator = new OdooSimulator(db, products, now);
  await simulator.listen(options.port ?? 0);
  return simulator;
}

/** A running simulator. What it should do wrong is said in the sentences of {@link FaultScript}. */
export class OdooSimulator extends FaultScript {
  private readonly log = new CallLog();
  private readonly closing = new AbortController();
  private readonly server: Server;

  constructor(
    private readonly db: Database,
    /** The products, to look at and to change while the server runs. */
    readonly products: ProductShelf,
    private readonly now: () => number,
  ) {
    super();
    this.server = createServer((request, response) => {
      void this.handle(request, response);
    });
  }

  get database(): string {
    return this.db.name;
  }

  get version(): OdooVersion {
    return this.db.version;
  }

  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${String(port)}`;
  }

  /** Every request since the start, oldest first. */
  calls(): readonly OdooCall[] {
    return this.log.all();
  }

  /** Resolves once so many calls have come in since the start, answered or not; rejects at the deadline (ms) or on abort. */
  whenCalled(times: number, timeoutMs = 5000, signal?: AbortSignal): Promise<void> {
    return this.log.reach(times, timeoutMs, signal);
  }

  /** The API keys of this user are these from now on; those before are not accepted any more. */
  replacesKeys(login: string, keys: readonly string[]): void {
    replaceKeys(this.db, login, keys);
  }

  /** One more key of this user, without an end, as a person makes it in the preferences. */
  addsKey(login: string, secret: string, name = 'By hand'): void {
    addKey(this.db, activeUser(this.db, login).id, { name, secret });
  }

  /** A key of this user is deleted, as a person does it in the preferences; nothing happens where there is none. */
  dropsKey(login: string, name: string): void {
    removeKeys(this.db, activeUser(this.db, login).id, name);
  }

  /** Names of the keys of this user that are accepted at the moment, the oldest first. */
  keysOf(login: string): readonly string[] {
    return keyNames(this.db, activeUser(this.db, login).id);
  }

  /** `ir.config_parameter`, e.g. `base.enable_programmatic_api_keys`. */
  setsParameter(key: string, value: string): void {
    setParameter(this.db, key, value);
  }

  /** Keys of users who are no administrators last so many days at most, instead of 90. */
  limitsKeys(days: number): void {
    this.db.keyDays = days;
  }

  /** So many calls of `load` lose against others that load the same at that moment: HTTP 200, no ids, nothing written. */
  losesLoads(times = 1): void {
    this.db.losesRaces(times);
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** Cuts every connection, also those that hang, and frees the port. */
  async close(): Promise<void> {
    this.closing.abort();
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = await readRequest(incoming);
      await this.respond(request, response);
    } catch (error) {
      // A bug of the simulator, or a caller that has gone: either way this request is over, the server is not.
      if (response.headersSent || response.destroyed || !incoming.complete) response.destroy();
      else send(response, htmlAnswer(500, error instanceof Error ? error.message : 'Internal Server Error'));
    }
  }

  private async respond(request: OdooRequest, response: ServerResponse): Promise<void> {
    const exchange = openExchange(this.db, request);
    if ('status' in exchange) {
      send(response, exchange);
      return;
    }
    this.log.add({ ...exchange.call, time: this.now() });
    const fault = this.nextFault(exchange.call.method);
    switch (fault?.kind) {
      case 'hang':
        return;
      case 'drop':
        response.destroy();
        return;
      case 'html':
        send(response, htmlAnswer(fault.status, 'This is not the API'));
        return;
      case 'half': {
        const answer = exchange.run();
        send(response, { ...answer, body: answer.body.slice(0, answer.body.length / 2) });
        return;
      }
      case 'status':
        send(response, {
          status: fault.status,
          headers: fault.headers,
          body: `${STATUS_CODES[fault.status] ?? ''}\n`,
        });
        return;
      case 'fault':
        send(response, scriptedFault(this.db, request.path, fault.code, fault.text));
        return;
      case 'drop-answer':
        exchange.run();
        response.destroy();
        return;
      case 'slow':
        await delay(fault.ms, undefined, { signal: this.closing.signal });
        send(response, exchange.run());
        return;
      case undefined:
        send(response, exchange.run());
    }
  }
}

async function readRequest(incoming: IncomingMessage): Promise<OdooRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    method: incoming.method ?? 'GET',
    path: (incoming.url ?? '/').replace(/\?.*$/, ''),
    authorization: incoming.headers.authorization,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function send(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body, 'utf8');
  response.writeHead(answer.status, {
    Server: 'Werkzeug/2.2.2 Python/3.11.2',
    ...answer.headers,
    'Content-Length': body.length,
  });
  response.end(body);
}
