import { createHash } from 'node:crypto';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuthModule } from '../../../../src/auth/auth.module';
import { CacheStore } from '../../../../src/cache/cache.store';
import { loadConfiguration } from '../../../../src/config/load-configuration';
import { createApp } from '../../../../src/create-app';
import { Gate } from './gate';
import { IdentityServer } from './identity-server';
import { ProbeController, ProbeHealthController } from './probe.controller';
import { UnreliableStore } from './unreliable-store';

export const KEYS = { viewer: 'viewer-key', operator: 'operator-key', admin: 'admin-key' } as const;
export const USER = { username: 'planner@pest.example', password: 'p&ss w=rd%+"€' } as const;
const SERVICE = { username: 'service@pest.example', password: 'service-password' } as const;

@Global()
@Module({})
class StoreModule {
  static with(store: CacheStore): DynamicModule {
    return {
      module: StoreModule,
      providers: [{ provide: CacheStore, useValue: store }],
      exports: [CacheStore],
    };
  }
}

@Module({})
class Features {
  static with(store: CacheStore): DynamicModule {
    return {
      module: Features,
      imports: [StoreModule.with(store), AuthModule],
      controllers: [ProbeController, ProbeHealthController],
      providers: [Gate],
    };
  }
}

/** One line of the log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The platform with probe routes in place of features, listening on a port of its own. */
export class Platform {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly identity: IdentityServer,
    readonly unreliable: UnreliableStore,
    private readonly written: string[],
  ) {}

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<Platform> {
    const identity = await IdentityServer.start();
    identity.users.set(SERVICE.username, SERVICE.password);
    identity.users.set(USER.username, USER.password);
    const configuration = loadConfiguration({
      MICROSHARE_API_URL: identity.url,
      MICROSHARE_AUTH_URL: identity.url,
      MICROSHARE_CLIENT_ID: 'client',
      MICROSHARE_USERNAME: SERVICE.username,
      MICROSHARE_PASSWORD: SERVICE.password,
      SESSION_SECRET: 'a secret that only this test knows 1234',
      API_KEYS: Object.entries(KEYS)
        .map(([role, key]) => `${role}-client:${role}:${createHash('sha256').update(key).digest('hex')}`)
        .join(','),
      RATE_LIMIT_REQUESTS: '0',
      RATE_LIMIT_LOGINS_PER_MINUTE: '0',
      RETRY_ATTEMPTS: '1',
      ...settings,
    });
    const written: string[] = [];
    const unreliable = new UnreliableStore();
    const app = await createApp(configuration, Features.with(unreliable.store), {
      logDestination: { write: (line) => void written.push(line) },
    });
    await app.listen(0, '127.0.0.1');
    return new Platform(app, await app.getUrl(), identity, unreliable, written);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.identity.close();
  }

  request(path: string, init: RequestInit & { key?: string; token?: string } = {}): Promise<Response> {
    const { key, token, ...rest } = init;
    const headers = new Headers(init.headers);
    if (key !== undefined) headers.set('x-api-key', key);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    return fetch(this.url + path, { ...rest, headers, signal: AbortSignal.timeout(10_000) });
  }

  post(path: string, body: unknown, init: { key?: string; token?: string } = {}): Promise<Response> {
    return this.request(path, {
      ...init,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Logs the user in and gives the session token. */
  async logIn(): Promise<string> {
    const answer = await this.post('/api/v1/auth/login', USER);
    const { session_token: token } = (await answer.json()) as { session_token: string };
    return token;
  }

  /** Everything logged so far, as text. */
  logText(): string {
    return this.written.join('');
  }

  log(): LogLine[] {
    return this.written.map((line) => JSON.parse(line) as LogLine);
  }

  /** The answered-request line of one request. It is written when the connection has let go of the answer. */
  async requestLine(requestId: string): Promise<LogLine> {
    const deadline = Date.now() + 5000;
    for (;;) {
      const line = this.log().find((each) => each['request_id'] === requestId && each['ms'] !== undefined);
      if (line !== undefined) return line;
      if (Date.now() > deadline) throw new Error(`no line was logged for request ${requestId}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** The problem document of an answer, which must be one. */
export async function problemOf(answer: Response): Promise<Record<string, unknown>> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = (await answer.json()) as Record<string, unknown>;
  expect(problem).toMatchObject({
    type: expect.any(String) as string,
    title: expect.any(String) as string,
    status: answer.status,
    detail: expect.any(String) as string,
    instance: new URL(answer.url).pathname,
    request_id: answer.headers.get('x-request-id'),
  });
  return problem;
}

/** Value of one sample in Prometheus text; undefined where there is none with exactly these labels. */
export function sampleOf(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>>,
): number | undefined {
  const expected = Object.entries({ tenant: 'default', ...labels }).map(
    ([key, value]) => `${key}="${value}"`,
  );
  for (const line of text.split('\n')) {
    const [, found, inner = '', value] = /^([a-z_]+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    const given: readonly string[] = inner.match(/\w+="[^"]*"/g) ?? [];
    if (
      found === name &&
      given.length === expected.length &&
      expected.every((each) => given.includes(each))
    ) {
      return Number(value);
    }
  }
  return undefined;
}
