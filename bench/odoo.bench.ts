import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { type OdooSimulator, startOdooSimulator } from '@libs/simulators';
import { loadConfiguration } from '../src/config/load-configuration';
import { createOdooAdapter } from '../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../src/erp/adapters/odoo/odoo.adapter';
import type { MappingSource } from '../src/erp/mapping/mapping-source';
import { PointTracker } from '../src/erp/point-tracker';

/** One line of the table. `ratio` is to the bare loop of the same pages. */
export interface OdooBenchRow {
  readonly what: string;
  readonly points: number;
  readonly requests: number;
  readonly ms: number;
  readonly ratio: number;
  /** What `ratio` may be; undefined where nothing is asked for. */
  readonly bar: number | undefined;
  readonly heapMbMore: number;
}

export interface OdooBenchOptions {
  readonly points: number;
  /** How often the catalogue is read for each line; medians count. */
  readonly reads: number;
  /**
   * What the server needs for a page, in milliseconds. A real Odoo 16 took 4.0 s for 20,012 products in pages of 2,000,
   * read by a client of few milliseconds a page.
   */
  readonly pageMs: number;
}

const PAGE_SIZE = 2_000;
const READ = 'search_read';

/** An Odoo whose answers are kept: the same request is answered again after a fixed time, whoever asks. */
class KeptAnswers {
  private readonly kept = new Map<string, { readonly type: string; readonly body: Buffer }>();
  private readonly server = createServer((incoming, response) => {
    void this.answer(incoming).then(({ type, body }) => {
      response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
    });
  });
  /** Bodies of the requests for pages, in their order. */
  readonly pages: Buffer[] = [];
  requests = 0;

  constructor(
    private readonly target: string,
    private readonly pageMs: number,
  ) {}

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(incoming: IncomingMessage): Promise<{ readonly type: string; readonly body: Buffer }> {
    const asked = await whole(incoming);
    this.requests += 1;
    const path = incoming.url ?? '/';
    const key = `${path}\n${asked.toString('latin1')}`;
    const known = this.kept.get(key);
    const isPage = asked.includes(READ) && asked.includes('&gt;');
    if (known !== undefined) {
      if (isPage) await delay(this.pageMs);
      return known;
    }
    if (isPage) this.pages.push(asked);
    const { headers, body } = await post(`${this.target}${path}`, asked);
    const answer = { type: headers['content-type'] ?? 'text/xml', body };
    this.kept.set(key, answer);
    return answer;
  }
}

/**
 * Reading the catalogue beside a bare loop over the same pages that throws the answers away; the same with every location
 * field as an expression; a reading of changes where there is none; and the memory of many readings.
 */
export async function odooBench({
  points,
  reads,
  pageMs,
}: OdooBenchOptions): Promise<readonly OdooBenchRow[]> {
  const odoo = await startOdooSimulator({
    products: Array.from({ length: points }, (_, index) => product(index)),
  });
  const kept = new KeptAnswers(odoo.url, pageMs);
  const url = await kept.listen();
  const adapter = open(url, odoo);
  const expressive = open(url, odoo, WITH_EXPRESSIONS);
  try {
    // Fills the kept answers, and the optimiser's knowledge.
    await readAll(adapter);
    const asked = [...kept.pages];
    await readAll(expressive);
    const bare = await median(reads, () => bareLoop(`${url}/xmlrpc/2/object`, asked));
    const heapBefore = heapMb();
    const plain = await median(reads, () => readAll(adapter));
    const grown = heapMb() - heapBefore;
    const evaluated = await median(Math.min(reads, 3), () => readAll(expressive));
    const tracker = new PointTracker(adapter, { overlapS: 0 });
    await tracker.readAll();
    await delay(1_100);
    await tracker.readChanges();
    kept.requests = 0;
    const began = performance.now();
    await tracker.readChanges();
    const delta = { ms: performance.now() - began, requests: kept.requests };
    const row = (what: string, ms: number, requests: number, bar?: number, heapMbMore = 0): OdooBenchRow => {
      return { what, points, requests, ms, ratio: ms / bare, bar, heapMbMore };
    };
    return [
      row('bare loop, answers thrown away', bare, asked.length, 1),
      row(`whole catalogue, ${reads} times`, plain, asked.length, 1.2, grown),
      row('whole catalogue, 6 JSONata expressions', evaluated, asked.length),
      row('changes, where there is none', delta.ms, delta.requests),
    ];
  } finally {
    await adapter.close();
    await expressive.close();
    kept.close();
    await odoo.close();
  }
}

/** Plain fields behind functions, so that none of them takes the short way. */
const WITH_EXPRESSIONS: MappingSource = {
  current: () =>
    Promise.resolve({
      mapping: {
        read: {
          customer: '$trim($split(name, " / ")[0])',
          site: '$trim($split(name, " / ")[1])',
          area: '$trim($split(name, " / ")[2])',
          reference: '$uppercase(default_code)',
          placement: '$exists(barcode) ? "Internal" : "External"',
          configuration: '$contains(name, "Dock") ? "Glue" : "Cavity"',
          deviceEui: 'barcode',
          status: 'active ? "active" : "inactive"',
        },
        write: {},
      },
      version: 1,
      savedAt: new Date(),
      savedBy: 'bench',
    }),
};

function open(url: string, { database }: OdooSimulator, mappings?: MappingSource): OdooAdapter {
  const { erp } = loadConfiguration({
    MICROSHARE_API_URL: url,
    MICROSHARE_AUTH_URL: url,
    MICROSHARE_CLIENT_ID: 'bench',
    MICROSHARE_USERNAME: 'bench',
    MICROSHARE_PASSWORD: 'bench',
    SESSION_SECRET: 'b'.repeat(32),
    ERP_ADAPTER: 'odoo',
    ODOO_URL: url,
    ODOO_DB: database,
    ODOO_USERNAME: 'admin',
    ODOO_PASSWORD: 'admin',
    ODOO_PAGE_SIZE: String(PAGE_SIZE),
    ODOO_TRANSPORT: 'xmlrpc',
  });
  if (erp.adapter !== 'odoo') throw new Error('the settings of the bench name another ERP');
  const once = { execute: <T>(work: () => Promise<T>): Promise<T> => work() };
  return createOdooAdapter(erp.odoo, { read: once, write: once }, mappings);
}

async function readAll(adapter: OdooAdapter): Promise<void> {
  const points: unknown[] = [];
  for await (const page of adapter.inspectionPoints()) points.push(...page);
  if (points.length === 0) throw new Error('no point was read');
}

async function bareLoop(url: string, pages: readonly Buffer[]): Promise<void> {
  for (const page of pages) await post(url, page);
}

async function median(times: number, work: () => Promise<void>): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}

/** Clean only with `--expose-gc`. */
function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

function post(url: string, body: Buffer): Promise<{ headers: IncomingMessage['headers']; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'text/xml', 'content-length': body.length };
    const sent = request(url, { method: 'POST', headers }, (answer) => {
      whole(answer).then((read) => {
        resolve({ headers: answer.headers, body: read });
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function whole(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function product(index: number): {
  readonly name: string;
  readonly default_code: string;
  readonly barcode?: string;
} {
  return {
    name: `Customer ${index % 40} / Site ${index % 400} / Dock & "bay" ${index}`,
    default_code: `SITE${index % 97}_AREA_${index}`,
    ...(index % 3 > 0 && { barcode: `70B3D5${index.toString(16).toUpperCase().padStart(10, '0')}` }),
  };
}
