import { createHash, randomBytes } from 'node:crypto';
import { generateWorld, startMicroshareSimulator, startOdooSimulator } from '@libs/simulators';
import { AppModule } from '../src/app.module';
import { loadConfiguration } from '../src/config/load-configuration';
import { createApp } from '../src/create-app';
import { choosePort } from './choose-port';
import { recordedCatalogue } from './recorded-catalogue';

const ODOO_USER = { login: 'planner', password: 'demo-planner' };
const MICROSHARE_USER = { username: 'demo@northbank-pest.example', password: 'demo-traps' };
/** Slow enough to be noticed, far from the 20 s that a real discovery takes. */
const DELAYS = { authMs: 100, discoveryMs: 1_500, readMs: 120, writeMs: 180 };

/** A simulated Microshare, a simulated Odoo, and Trapline between them, all as real HTTP servers. */
export interface Demo {
  readonly url: string;
  /** Role admin, for as long as the demo runs. */
  readonly apiKey: string;
  readonly user: typeof MICROSHARE_USER;
  readonly microshareUrl: string;
  readonly odooUrl: string;
  readonly clusters: number;
  stop(): Promise<void>;
}

export interface DemoOptions {
  /** Wanted port of Trapline. */
  readonly port: number;
  readonly say: (text: string) => void;
  /** The instant that ages in the invented world count back from. Default: the present. */
  readonly now?: Date;
  readonly logLevel?: string;
  /** Without what a real Odoo held besides: long, odd and foreign names. Default: with it. */
  readonly onlyInvented?: boolean;
}

export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port: wanted, say, now, logLevel = 'warn', onlyInvented = false } = options;
  const world = generateWorld(now === undefined ? {} : { now });
  const microshare = await startMicroshareSimulator({
    port: await choosePort(4100, 'Microshare', say),
    accounts: [MICROSHARE_USER],
    clusters: world.clusters,
    delays: DELAYS,
  });
  const odoo = await startOdooSimulator({
    port: await choosePort(8069, 'Odoo', say),
    users: [ODOO_USER],
    products: [
      ...(onlyInvented ? [] : await recordedCatalogue()),
      ...world.products.map((product) => ({ ...product })),
    ],
  });

  const apiKey = `demo_${randomBytes(18).toString('base64url')}`;
  const port = await choosePort(wanted, 'Trapline', say);
  const configuration = loadConfiguration({
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: logLevel,
    RATE_LIMIT_REQUESTS: '0',
    MICROSHARE_API_URL: microshare.apiUrl,
    MICROSHARE_AUTH_URL: microshare.authUrl,
    MICROSHARE_CLIENT_ID: microshare.clientId,
    MICROSHARE_USERNAME: MICROSHARE_USER.username,
    MICROSHARE_PASSWORD: MICROSHARE_USER.password,
    ERP_ADAPTER: 'odoo',
    ODOO_URL: odoo.url,
    ODOO_DB: odoo.database,
    ODOO_USERNAME: ODOO_USER.login,
    ODOO_PASSWORD: ODOO_USER.password,
    SESSION_SECRET: randomBytes(32).toString('hex'),
    API_KEYS: `demo:admin:${createHash('sha256').update(apiKey).digest('hex')}`,
  });
  const app = await createApp(configuration, AppModule);
  await app.listen(port, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}`,
    apiKey,
    user: MICROSHARE_USER,
    microshareUrl: microshare.apiUrl,
    odooUrl: odoo.url,
    clusters: world.clusters.length,
    stop: async () => {
      await app.close();
      await Promise.all([microshare.close(), odoo.close()]);
    },
  };
}
