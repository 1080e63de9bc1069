import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import autocannon from 'autocannon';
import { HEADERS, startStack, startUpstream, untilServing } from './stack';

export interface ReadsRow {
  readonly what: string;
  readonly kilobytes: number;
  readonly requestsPerSecond: number;
  /** Requests per second of a bare Node server that sends the same bytes, in the same run. */
  readonly bareRequestsPerSecond: number;
  /** Share of the bare server's throughput. */
  readonly ratio: number;
  readonly upstreamCalls: number;
}

/** Lists from a warm cache beside a bare HTTP server sending the same bytes, with the upstream calls they cost. */
export async function readsBench(
  devices: number,
  seconds: number,
  discoveryMs: number,
): Promise<readonly ReadsRow[]> {
  const upstream = await startUpstream(devices, discoveryMs);
  const stack = await startStack(upstream);
  try {
    await untilServing(stack);
    const rows: ReadsRow[] = [];
    for (const [what, path] of [
      [`list of ${devices}`, '/api/v1/devices'],
      ['page of 50', '/api/v1/devices?limit=50'],
      ['one device', await firstDevicePath(stack.url)],
    ] as const) {
      const answer = await fetch(`${stack.url}${path}`, { headers: HEADERS });
      const body = Buffer.from(await answer.arrayBuffer());
      const bare = await bareServer(body, Object.fromEntries(answer.headers));
      const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`;
      upstream.forgetCalls();
      const ours = await throughput(`${stack.url}${path}`, seconds);
      const upstreamCalls = upstream.count();
      const theirs = await throughput(bareUrl, seconds);
      bare.close();
      rows.push({
        what,
        kilobytes: Math.round(body.length / 102.4) / 10,
        requestsPerSecond: ours,
        bareRequestsPerSecond: theirs,
        ratio: ours / theirs,
        upstreamCalls,
      });
    }
    return rows;
  } finally {
    await stack.app.close();
    await upstream.close();
  }
}

async function firstDevicePath(url: string): Promise<string> {
  const page = await fetch(`${url}/api/v1/devices?limit=1`, { headers: HEADERS });
  const { devices } = (await page.json()) as { devices: { guid: string }[] };
  return `/api/v1/devices/${devices[0]?.guid ?? ''}`;
}

function bareServer(body: Buffer, headers: Record<string, string>): Promise<Server> {
  const hopByHop = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding']);
  const sent = Object.entries(headers).filter(([name]) => !hopByHop.has(name));
  const server = createServer((_request, response) => {
    response.writeHead(200, Object.fromEntries(sent));
    response.end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

/** Answers per second over 16 connections; the load comes from another thread. */
async function throughput(url: string, seconds: number): Promise<number> {
  const result = await autocannon({
    url,
    connections: 16,
    duration: seconds,
    headers: { ...HEADERS },
    workers: 1,
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} answers other than 2xx, ${result.errors} errors`);
  }
  return result.requests.average;
}
