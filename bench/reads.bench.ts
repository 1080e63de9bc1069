import { request } from 'node:http';
import autocannon from 'autocannon';
import type { ApplicationAnswer, ApplicationQuestion } from './application.child';
import type { BareAnswer, BareOrders } from './bare.child';
import { Child } from './child';
import { HEADERS, startUpstream, untilServing } from './stack';

export interface ReadsRow {
  readonly what: string;
  /** Of one answer's body, as sent. */
  readonly kilobytes: number;
  readonly requestsPerSecond: number;
  /** Of a bare Node server that sends the same bytes under the same headers, in turns with ours. */
  readonly bareRequestsPerSecond: number;
  /** Share of the bare server's throughput. */
  readonly ratio: number;
  /** The share asked for. */
  readonly bar: number;
  readonly upstreamCalls: number;
  /** Processor time of the application's process per answer, and of the bare server's, in microseconds. */
  readonly processorUs: number;
  readonly bareProcessorUs: number;
}

interface Read {
  readonly what: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bar: number;
}

const CONNECTIONS = 64;
/** Ours and the bare server take turns, so that a busy moment of the machine strikes both; a short run has few. */
const turnsIn = (seconds: number): number => (seconds < 2 ? 2 : 5);

/**
 * Reads from a warm cache beside a bare HTTP server sending the same bytes, with the upstream calls they cost. Each is a
 * process of its own, as servers are.
 */
export async function readsBench(
  devices: number,
  seconds: number,
  discoveryMs: number,
): Promise<readonly ReadsRow[]> {
  const upstream = await startUpstream(devices, discoveryMs);
  const { apiUrl, authUrl, clientId } = upstream;
  const orders = { upstream: { apiUrl, authUrl, clientId } };
  const { child, started: application } = await Child.start<ApplicationQuestion, ApplicationAnswer>(
    'application',
    orders,
  );
  try {
    const { devices: listed } = JSON.parse(await untilServing(application)) as { devices: Listed[] };
    const [first] = listed;
    if (first === undefined) throw new Error('the fleet is empty');
    const { headers } = await fetchBytes(`${application.url}/api/v1/devices`, HEADERS);
    const list = `/api/v1/devices`;
    const page = `/api/v1/devices?limit=50&customer=${encodeURIComponent(first.customer)}`;
    const reads: readonly Read[] = [
      { what: `list of ${devices}`, path: list, bar: 0.8 },
      { what: 'the same, gzip', path: list, headers: { 'Accept-Encoding': 'gzip' }, bar: 0.8 },
      { what: 'the same, brotli', path: list, headers: { 'Accept-Encoding': 'br' }, bar: 0.8 },
      {
        what: 'the same, not modified',
        path: list,
        headers: { 'If-None-Match': headers['etag'] ?? '' },
        bar: 0.8,
      },
      { what: 'page of 50, one customer', path: page, bar: 0.6 },
      { what: 'the same, gzip', path: page, headers: { 'Accept-Encoding': 'gzip' }, bar: 0.6 },
      { what: 'one device', path: `/api/v1/devices/${first.guid}`, bar: 0.6 },
    ];
    const rows: ReadsRow[] = [];
    for (const read of reads) rows.push(await measure(read));
    return rows;
  } finally {
    await child.end();
    await upstream.close();
  }

  async function measure({ what, path, headers = {}, bar }: Read): Promise<ReadsRow> {
    const url = `${application.url}${path}`;
    const sent = { ...HEADERS, ...headers };
    const answer = await fetchBytes(url, sent);
    const { child: bareChild, started: bare } = await startBare(answer);
    const turns = turnsIn(seconds);
    const load = { headers: sent, status: answer.status, seconds: seconds / turns };
    const [ours, theirs] = [new Served(url, child), new Served(bare.url, bareChild)];
    try {
      // Not counted: until the compiler knows both, they differ by more than what they do.
      for (const one of [ours, theirs]) await throughput(one.url, load);
      upstream.forgetCalls();
      for (let turn = 0; turn < turns; turn += 1) for (const one of [ours, theirs]) await one.serve(load);
      return {
        what,
        kilobytes: Math.round(answer.body.length / 102.4) / 10,
        requestsPerSecond: Math.round(ours.perSecond),
        bareRequestsPerSecond: Math.round(theirs.perSecond),
        ratio: ours.perSecond / theirs.perSecond,
        bar,
        upstreamCalls: upstream.count(),
        processorUs: ours.processorUs,
        bareProcessorUs: theirs.processorUs,
      };
    } finally {
      await bareChild.end();
    }
  }
}

/** What one server has answered under load, over several turns. */
class Served {
  private answers = 0;
  private seconds = 0;
  private processorMs = 0;

  constructor(
    readonly url: string,
    private readonly child: Child<'size', { readonly processorMs: number }>,
  ) {}

  async serve(load: ReadLoad): Promise<void> {
    const before = await this.child.ask('size');
    const { answers, seconds } = await throughput(this.url, load);
    const after = await this.child.ask('size');
    this.answers += answers;
    this.seconds += seconds;
    this.processorMs += after.processorMs - before.processorMs;
  }

  get perSecond(): number {
    return this.answers / this.seconds;
  }

  get processorUs(): number {
    return (this.processorMs * 1000) / this.answers;
  }
}

interface ReadLoad {
  readonly headers: Readonly<Record<string, string>>;
  /** Of every answer; any other is an error. */
  readonly status: number;
  readonly seconds: number;
}

interface Listed {
  readonly guid: string;
  readonly customer: string;
}

interface Bytes {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** As sent: not decoded. */
  readonly body: Buffer;
}

function startBare({ status, headers, body }: Bytes): ReturnType<typeof Child.start<'size', BareAnswer>> {
  const orders: BareOrders = { status, headers, bodyBase64: body.toString('base64') };
  return Child.start('bare', orders);
}

function fetchBytes(url: string, headers: Readonly<Record<string, string>>): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers: { ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const named = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(named),
          body: Buffer.concat(parts),
        });
      });
    });
    call.once('error', reject);
    call.end();
  });
}

/** Answers in so many seconds; the load comes from another thread. */
async function throughput(
  url: string,
  { headers, status, seconds }: ReadLoad,
): Promise<{ readonly answers: number; readonly seconds: number }> {
  let answers = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    sampleInt: 100,
    headers: { ...headers },
    workers: 1,
  });
  for (const [code, { count }] of Object.entries(result.statusCodeStats ?? {})) {
    if (Number(code) === status) answers += count ?? 0;
    else throw new Error(`${url}: ${count} answers with status ${code} in place of ${status}`);
  }
  if (result.errors > 0) throw new Error(`${url}: ${result.errors} errors`);
  return { answers, seconds: result.duration };
}
