import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { Logger, type LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  HttpPeer,
  retryAfterMs,
  UpstreamNotFoundError,
  UpstreamRateLimitedError,
  UpstreamUnavailableError,
} from '@libs/upstream';
import { ConfigModule } from '../../../src/config/config.module';
import { loadConfiguration } from '../../../src/config/load-configuration';
import { ResilienceModule } from '../../../src/resilience/resilience.module';
import {
  BreakerOpenError,
  UpstreamPolicies,
  type BreakerState,
  type PolicyEvent,
} from '../../../src/resilience/upstream-policy';
import { eventually } from '../../support/eventually';

/** An upstream that the test scripts: each request takes the next behaviour, the last one stays. */
class ScriptedUpstream {
  requests = 0;
  private behaviours: RequestListener[] = [];
  private server: Server | undefined;
  private port = 0;

  static readonly answers = (status: number, headers: Record<string, string> = {}): RequestListener => {
    return (_request: IncomingMessage, response: ServerResponse) =>
      response.writeHead(status, headers).end('text');
  };
  static readonly hangs: RequestListener = () => undefined;
  static readonly drops: RequestListener = (request) => request.socket.destroy();

  does(...behaviours: RequestListener[]): void {
    this.behaviours = behaviours;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** On a free port, or the one it had before. */
  async up(): Promise<void> {
    this.server = createServer((request, response) => {
      this.requests += 1;
      const behaviour = this.behaviours.length > 1 ? this.behaviours.shift() : this.behaviours[0];
      behaviour?.(request, response);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
}

const { answers, hangs, drops } = ScriptedUpstream;

describe('policies in front of a real upstream', () => {
  let upstream: ScriptedUpstream;
  let peer: HttpPeer;
  let lines: string[];

  beforeEach(async () => {
    lines = [];
    upstream = new ScriptedUpstream();
    await upstream.up();
    peer = new HttpPeer({ system: 'microshare', baseUrl: upstream.url });
  });
  afterEach(async () => {
    peer.close();
    await upstream.down();
  });

  /** A call as a client makes it: statuses become errors, sorted by what the caller can do. */
  async function read(timeoutMs = 5000, signal?: AbortSignal): Promise<string> {
    const context = { system: 'microshare', operation: 'read' };
    const answer = await peer.send({ operation: 'read', method: 'GET', path: '/', timeoutMs, signal });
    const wait = retryAfterMs(answer.headers, Date.now());
    switch (answer.status) {
      case 200:
        return answer.body.toString();
      case 404:
        throw new UpstreamNotFoundError('not found', context);
      case 429:
        throw new UpstreamRateLimitedError('too many calls', { ...context, retryAfterMs: wait });
      default:
        throw new UpstreamUnavailableError(
          `microshare (read) answered ${answer.status}`,
          'answered',
          context,
        );
    }
  }

  const once503ThenFine = (): void => {
    upstream.does(answers(503), answers(200));
  };

  it('answers through a passing 503 without the caller noticing', async () => {
    once503ThenFine();
    const policies = await build();
    await expect(policies.get('read').execute(() => read(), { idempotent: true })).resolves.toBe('text');
    expect(upstream.requests).toBe(2);
  });

  it('leaves a write that failed to its caller', async () => {
    once503ThenFine();
    const policies = await build();
    await expect(policies.get('write').execute(() => read(), { idempotent: false })).rejects.toThrow(
      'answered 503',
    );
    expect(upstream.requests).toBe(1);
  });

  it('hands a long Retry-After to the caller instead of sitting it out', async () => {
    upstream.does(answers(429, { 'retry-after': '120' }));
    const policies = await build();
    const error: unknown = await policies
      .get('read')
      .execute(() => read(), { idempotent: true })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'UpstreamRateLimitedError', retryAfterMs: 120_000 });
    expect(upstream.requests).toBe(1);
  });

  it.each([
    ['answers 503', answers(503)],
    ['drops connections', drops],
    ['hangs until the deadline', hangs],
    ['refuses connections', undefined],
  ])('stops calling an upstream that %s, and returns to it by itself', async (_fault, behaviour) => {
    if (behaviour === undefined) await upstream.down();
    else upstream.does(behaviour);
    const policies = await build({ BREAKER_RESET_MS: '200' });
    const attempt = (): Promise<string> =>
      policies.get('read').execute(() => read(100), { idempotent: true });

    await eventually(async () => {
      const before = upstream.requests;
      await expect(attempt()).rejects.toThrow(BreakerOpenError);
      expect(upstream.requests).toBe(before);
    });

    await upstream.down();
    upstream.does(answers(200));
    await upstream.up();
    await expect(eventually(attempt)).resolves.toBe('text');
    expect(policies.states().find(({ name }) => name === 'read')).toMatchObject({
      status: 'closed',
      retryAfterMs: 0,
    });
  });

  it('goes on calling an upstream that refuses every request', async () => {
    upstream.does(answers(404));
    const policies = await build();
    for (let i = 0; i < 30; i++) {
      await expect(policies.get('read').execute(() => read(), { idempotent: true })).rejects.toThrow(
        UpstreamNotFoundError,
      );
    }
    expect(upstream.requests).toBe(30);
    expect(policies.states().map(({ status }) => status)).toEqual(Array(6).fill('closed'));
  });

  it('keeps the other operations going while one is held back', async () => {
    upstream.does(answers(503));
    const policies = await build({ BREAKER_VOLUME: '1' });
    await expect(policies.get('discovery').execute(() => read(), { idempotent: false })).rejects.toThrow();
    upstream.does(answers(200));
    await expect(policies.get('discovery').execute(() => read(), { idempotent: true })).rejects.toThrow(
      BreakerOpenError,
    );
    await expect(policies.get('read').execute(() => read(), { idempotent: true })).resolves.toBe('text');
    expect(policies.states().map(({ name, system, status }) => [name, system, status])).toEqual([
      ['auth', 'microshare', 'closed'],
      ['discovery', 'microshare', 'open'],
      ['read', 'microshare', 'closed'],
      ['write', 'microshare', 'closed'],
      ['erp', 'odoo', 'closed'],
      ['erp_write', 'odoo', 'closed'],
    ]);
  });

  it('cancels a hanging call with the reason of its signal, which is no failure', async () => {
    upstream.does(hangs);
    const policies = await build({ BREAKER_VOLUME: '1' });
    const controller = new AbortController();
    const reason = new Error('shutting down');
    const call = policies
      .get('read')
      .execute(() => read(60_000, controller.signal), { idempotent: true, signal: controller.signal });
    const caught = call.catch((error: unknown) => error);
    await eventually(() => {
      expect(upstream.requests).toBe(1);
    });
    controller.abort(reason);
    expect(await caught).toBe(reason);
    expect(policies.get('read').state()).toMatchObject({ status: 'closed', failures: 0 });
  });

  it('logs one line when an upstream is lost and one when it is back', async () => {
    upstream.does(answers(503));
    const policies = await build({ BREAKER_RESET_MS: '100', BREAKER_VOLUME: '1', RETRY_ATTEMPTS: '1' });
    const attempt = (): Promise<string> => policies.get('read').execute(() => read(), { idempotent: true });
    const states: BreakerState['status'][] = [];
    policies.onStateChange(({ status }) => states.push(status));

    await expect(attempt()).rejects.toThrow('answered 503');
    // Two probes fail before the upstream recovers.
    await eventually(async () => {
      await attempt().catch(() => undefined);
      expect(states.filter((status) => status === 'open').length).toBeGreaterThanOrEqual(3);
    });
    upstream.does(answers(200));
    await eventually(attempt);

    expect(lines.filter((line) => !line.startsWith('debug'))).toEqual([
      'warn: microshare (read) is failing; calls are held back',
      'log: microshare (read) answers again',
    ]);
    expect(lines).toHaveLength(states.length);
  });

  it('tells listeners of every attempt, until they leave', async () => {
    upstream.does(answers(503), answers(200), answers(404), answers(200));
    const policies = await build();
    const events: PolicyEvent[] = [];
    const leave = policies.onEvent((event) => events.push(event));
    const attempt = (): Promise<unknown> =>
      policies
        .get('read')
        .execute(() => read(), { idempotent: true })
        .catch((error: unknown) => error);

    await attempt();
    await attempt();
    leave();
    await attempt();
    expect(events.map(({ policy, system, kind }) => `${system} ${policy} ${kind}`)).toEqual([
      'microshare read failure',
      'microshare read retry',
      'microshare read success',
      'microshare read success',
    ]);
    expect(events.map(({ error }) => (error as Error | undefined)?.name)).toEqual([
      'UpstreamUnavailableError',
      'UpstreamUnavailableError',
      undefined,
      'UpstreamNotFoundError',
    ]);
  });

  it('does not let a broken listener spoil a call', async () => {
    upstream.does(answers(200));
    const policies = await build();
    policies.onEvent(() => {
      throw new Error('listener broken on purpose');
    });
    await expect(policies.get('read').execute(() => read(), { idempotent: true })).resolves.toBe('text');
    expect(lines).toEqual(['error: a listener of the policies failed']);
  });

  async function build(overrides: Record<string, string> = {}): Promise<UpstreamPolicies> {
    const configuration = loadConfiguration({ ...SETTINGS, ...overrides });
    const module = await Test.createTestingModule({
      imports: [ConfigModule.with(configuration), ResilienceModule],
    }).compile();
    // Compiling a testing module sets a logger of its own.
    Logger.overrideLogger(recording(lines));
    return module.get(UpstreamPolicies);
  }
});

const SETTINGS = {
  MICROSHARE_API_URL: 'http://127.0.0.1:1',
  MICROSHARE_AUTH_URL: 'http://127.0.0.1:1',
  MICROSHARE_USERNAME: 'service@example.test',
  MICROSHARE_PASSWORD: 'unused',
  MICROSHARE_CLIENT_ID: 'unused',
  ERP_ADAPTER: 'odoo',
  ODOO_URL: 'http://127.0.0.1:1',
  ODOO_DB: 'unused',
  ODOO_USERNAME: 'unused',
  ODOO_PASSWORD: 'unused',
  SESSION_SECRET: 'a secret of thirty-two characters',
  RETRY_BASE_MS: '1',
  RETRY_MAX_MS: '1000',
};

function recording(lines: string[]): LoggerService {
  const level =
    (name: string) =>
    (...[first, second]: unknown[]) =>
      void lines.push(`${name}: ${String(typeof first === 'string' ? first : second)}`);
  return { log: level('log'), warn: level('warn'), error: level('error'), debug: level('debug') };
}
