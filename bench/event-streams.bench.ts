import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import autocannon from 'autocannon';
import type { ApplicationAnswer, ApplicationQuestion } from './application.child';
import { sendJson } from './bench-calls';
import { Child } from './child';
import { HEADERS, type Stack, startUpstream, untilServing } from './stack';

export interface EventStreamsRow {
  readonly what: string;
  readonly streams: number;
  /** Resident megabytes of the process, beside those before the streams were opened. */
  readonly residentMbMore: number;
  /** What the streams may cost. */
  readonly barMb: number;
  /** Page of 50 devices: answers per second without streams, and with them open, in turns. */
  readonly requestsPerSecond: number;
  readonly withStreams: number;
  readonly ratio: number;
  /** From a write's answer until the last stream has heard of it. */
  readonly msToLastStream: number;
}

const CONNECTIONS = 64;
const TURNS = 4;

/** What open event streams cost: memory, the speed of the API beside them, and how late the last one hears. */
export async function eventStreamsBench(
  devices: number,
  seconds: number,
  streams: number,
): Promise<readonly EventStreamsRow[]> {
  const upstream = await startUpstream(devices, 300, 5);
  // A process of its own: the load and the readers must not count as its memory.
  const { apiUrl, authUrl, clientId } = upstream;
  const { child, started } = await Child.start<ApplicationQuestion, ApplicationAnswer>('application', {
    upstream: { apiUrl, authUrl, clientId },
  });
  const { url } = started;
  try {
    const stack = { url } as Stack;
    const list = JSON.parse(await untilServing(stack)) as { devices: { guid: string }[] };
    const guid = list.devices[0]?.guid ?? '';
    const page = `${url}/api/v1/devices?limit=50`;
    // Warm, so that what grows later is the streams'.
    await throughput(page, seconds);
    const before = (await child.ask('size')).residentMb;
    const readers = await open(url, streams);
    const residentMbMore = (await child.ask('size')).residentMb - before;
    const heard = Promise.all(readers.map((reader) => reader.next()));
    await sendJson(stack, 'PATCH', `/api/v1/devices/${guid}`, { area: 'Bench' });
    const written = performance.now();
    await heard;
    const msToLastStream = performance.now() - written;
    let [alone, beside] = [0, 0];
    let standing = readers;
    for (let turn = 0; turn < TURNS; turn += 1) {
      beside += (await throughput(page, seconds / TURNS)) / TURNS;
      standing.forEach((reader) => {
        reader.close();
      });
      alone += (await throughput(page, seconds / TURNS)) / TURNS;
      standing = turn + 1 < TURNS ? await open(url, streams) : [];
    }
    return [
      {
        what: 'open event streams',
        streams,
        residentMbMore,
        barMb: 50,
        requestsPerSecond: Math.round(alone),
        withStreams: Math.round(beside),
        ratio: beside / alone,
        msToLastStream: Math.round(msToLastStream),
      },
    ];
  } finally {
    await child.end();
    await upstream.close();
  }
}

interface Reader {
  /** Resolves with the next event. */
  next(): Promise<void>;
  close(): void;
}

async function open(url: string, streams: number): Promise<readonly Reader[]> {
  const agent = new Agent({ maxSockets: Infinity });
  const readers: Reader[] = [];
  for (let i = 0; i < streams; i += 100) {
    const some = Array.from({ length: Math.min(100, streams - i) }, () => reader(url, agent));
    readers.push(...(await Promise.all(some)));
  }
  return readers;
}

async function reader(url: string, agent: Agent): Promise<Reader> {
  const call = get(`${url}/api/v1/events`, { agent, headers: HEADERS });
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`a stream was answered with ${response.statusCode}`);
  let heard: () => void = () => undefined;
  response.on('data', (part: Buffer) => {
    if (part.includes('event: ')) heard();
  });
  // Cut off by ourselves when the turn is over.
  response.on('error', () => undefined);
  return {
    next: () => new Promise<void>((resolve) => (heard = resolve)),
    close: () => {
      call.destroy();
    },
  };
}

async function throughput(url: string, seconds: number): Promise<number> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    sampleInt: 100,
    headers: { ...HEADERS },
    workers: 1,
  });
  if (result.errors > 0 || result.non2xx > 0) throw new Error(`${url}: ${result.errors} errors`);
  return result.requests.total / result.duration;
}
