import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  DEFAULT_ACCOUNT,
  type MicroshareSimulator,
  type MicroshareSimulatorOptions,
  type OdooSimulator,
  type OdooSimulatorOptions,
  startMicroshareSimulator,
  startOdooSimulator,
} from '@libs/simulators';
import { AppModule } from '../../src/app.module';
import { loadConfiguration } from '../../src/config/load-configuration';
import { describeApi } from '../../src/common/openapi';
import { type AppOptions, createApp } from '../../src/create-app';
import { ApiDocumentCheck } from './api-document';
import { eventually } from './eventually';

export const KEYS = { viewer: 'viewer-key', operator: 'operator-key', admin: 'admin-key' } as const;

/** A whole Trapline over HTTP, between two simulators. */
export interface Trapline {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly microshare: MicroshareSimulator;
  readonly odoo: OdooSimulator;
  /** Holds every answer of {@link Trapline.call} against the API document. */
  readonly document: ApiDocumentCheck;
  /** A call with the operator's key, unless the options name another. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body parsed as JSON; undefined for other types. */
  readonly json: any;
}

export interface TraplineOptions extends AppOptions {
  readonly microshare?: MicroshareSimulatorOptions;
  readonly odoo?: OdooSimulatorOptions;
  readonly settings?: Readonly<Record<string, string>>;
  /** Do not wait for the first discovery. */
  readonly cold?: boolean;
  /** Deadline of the first discovery. Default 15,000. */
  readonly readyWithinMs?: number;
  /** Use simulators that run already, e.g. for a second replica; they are not closed with the application. */
  readonly beside?: Pick<Trapline, 'microshare' | 'odoo'>;
}

/** Starts simulators and application on free ports and waits until devices can be served. */
export async function startTrapline(options: TraplineOptions = {}): Promise<Trapline> {
  const microshare = options.beside?.microshare ?? (await startMicroshareSimulator(options.microshare));
  const odoo = options.beside?.odoo ?? (await startOdooSimulator(options.odoo));
  const configuration = loadConfiguration(settingsFor(microshare, odoo, options.settings));
  const app = await createApp(configuration, AppModule, options);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const document = new ApiDocumentCheck(
    JSON.parse(JSON.stringify(describeApi(app))) as ConstructorParameters<typeof ApiDocumentCheck>[0],
  );
  const call = async (method: string, path: string, callOptions: CallOptions = {}): Promise<Answer> => {
    const answer = await send(url, method, path, callOptions);
    document.check(method, path, answer.status, answer.headers.get('content-type') ?? '', answer.json);
    return answer;
  };
  const trapline: Trapline = {
    app,
    url,
    microshare,
    odoo,
    document,
    call,
    close: async () => {
      await app.close();
      if (options.beside === undefined) await Promise.all([microshare.close(), odoo.close()]);
    },
  };
  if (options.cold !== true) await untilReady(trapline, options.readyWithinMs);
  return trapline;
}

/** Settings of an application between these two, as environment variables. */
export function settingsFor(
  microshare: MicroshareSimulator,
  odoo: OdooSimulator,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    RATE_LIMIT_REQUESTS: '0',
    MICROSHARE_API_URL: microshare.apiUrl,
    MICROSHARE_AUTH_URL: microshare.authUrl,
    MICROSHARE_CLIENT_ID: microshare.clientId,
    MICROSHARE_USERNAME: microshare.accounts[0]?.username ?? DEFAULT_ACCOUNT.username,
    MICROSHARE_PASSWORD: microshare.accounts[0]?.password ?? DEFAULT_ACCOUNT.password,
    ERP_ADAPTER: 'odoo',
    ODOO_URL: odoo.url,
    ODOO_DB: odoo.database,
    ODOO_USERNAME: 'admin',
    ODOO_PASSWORD: 'admin',
    SESSION_SECRET: randomBytes(32).toString('hex'),
    RETRY_BASE_MS: '5',
    RETRY_MAX_MS: '50',
    API_KEYS: Object.entries(KEYS)
      .map(([role, key]) => `${role}:${role}:${createHash('sha256').update(key).digest('hex')}`)
      .join(','),
    ...more,
  };
}

/** Waits until the application serves devices. */
export async function untilReady({ call }: Pick<Trapline, 'call'>, deadlineMs = 15_000): Promise<void> {
  await eventually(async () => {
    const { status, text } = await call('GET', '/health/ready');
    if (status !== 200) throw new Error(`not ready: ${text}`);
  }, deadlineMs);
}

/** One call over HTTP. */
export async function send(url: string, method: string, path: string, options: CallOptions): Promise<Answer> {
  const { body, headers = {}, key = KEYS.operator } = options;
  const isText = typeof body === 'string';
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(key !== null && headers['authorization'] === undefined && { 'X-API-Key': key }),
      ...(body !== undefined && { 'Content-Type': isText ? 'text/csv' : 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  const json: unknown = isJson ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, json };
}
