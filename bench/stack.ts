import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { generateFleet, type MicroshareSimulator, startMicroshareSimulator } from '@libs/simulators';
import { AppModule } from '../src/app.module';
import { loadConfiguration } from '../src/config/load-configuration';
import { createApp } from '../src/create-app';

const KEY = 'bench-key';
const ACCOUNT = { username: 'bench@northbank-pest.example', password: 'bench' };

/** Every request of the bench carries it. */
export const HEADERS = { 'X-API-Key': KEY } as const;

/** A running application in front of a simulated Microshare. */
export interface Stack {
  readonly url: string;
  readonly app: NestFastifyApplication;
}

/** 20 clusters that answer at the pace measured on the real platform, or at the given one. */
export function startUpstream(
  devices: number,
  discoveryMs: number,
  pace = 500,
): Promise<MicroshareSimulator> {
  const { clusters } = generateFleet({ devices, clusters: 20 });
  return startMicroshareSimulator({
    accounts: [ACCOUNT],
    clusters,
    delays: { discoveryMs, readMs: pace, writeMs: pace, authMs: pace },
  });
}

/** Where a simulated Microshare is found, in this process or in another. */
export type Peer = Pick<MicroshareSimulator, 'apiUrl' | 'authUrl' | 'clientId'>;

/** Starts the application; {@link untilServing} waits until it has devices. */
export async function startStack(upstream: Peer, redisUrl?: string): Promise<Stack> {
  const configuration = loadConfiguration({
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    RATE_LIMIT_REQUESTS: '0',
    MICROSHARE_API_URL: upstream.apiUrl,
    MICROSHARE_AUTH_URL: upstream.authUrl,
    MICROSHARE_CLIENT_ID: upstream.clientId,
    MICROSHARE_USERNAME: ACCOUNT.username,
    MICROSHARE_PASSWORD: ACCOUNT.password,
    SESSION_SECRET: randomBytes(32).toString('hex'),
    API_KEYS: `bench:admin:${createHash('sha256').update(KEY).digest('hex')}`,
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
  });
  const app = await createApp(configuration, AppModule);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}` };
}

/** Asks for the list until it is answered; returns the answer's body. */
export async function untilServing({ url }: Pick<Stack, 'url'>, deadlineMs = 120_000): Promise<string> {
  const deadline = performance.now() + deadlineMs;
  while (performance.now() < deadline) {
    const response = await fetch(`${url}/api/v1/devices`, { headers: HEADERS });
    const text = await response.text();
    if (response.status === 200) return text;
    await delay(20);
  }
  throw new Error(`no device list within ${deadlineMs} ms`);
}
