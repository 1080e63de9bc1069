import { createHash, randomBytes } from 'node:crypto';
import { generateWorld, startMicroshareSimulator, startOdooSimulator } from '@libs/simulators';
import { AppModule } from '../src/app.module';
import { loadConfiguration } from '../src/config/load-configuration';
import { createApp } from '../src/create-app';
import { choosePort } from './choose-port';
import { firstGapAnalysis } from './first-gap-analysis';
import { recordedCatalogue } from './recorded-catalogue';
import { summaryTable } from './summary-table';

const ODOO_USER = { login: 'planner', password: 'demo-planner' };
const MICROSHARE_USER = { username: 'demo@northbank-pest.example', password: 'demo-traps' };
/** Slow enough to be noticed, far from the 20 s that a real discovery takes. */
const DELAYS = { authMs: 100, discoveryMs: 1_500, readMs: 120, writeMs: 180 };

async function main(): Promise<void> {
  say('Trapline demo: a simulated Microshare, a simulated Odoo, and Trapline between them.\n');
  const world = generateWorld();
  const microshare = await startMicroshareSimulator({
    port: await choosePort(4100, 'Microshare', say),
    accounts: [MICROSHARE_USER],
    clusters: world.clusters,
    delays: DELAYS,
  });
  const odoo = await startOdooSimulator({
    port: await choosePort(8069, 'Odoo', say),
    users: [ODOO_USER],
    products: [...(await recordedCatalogue()), ...world.products.map((product) => ({ ...product }))],
  });

  const apiKey = `demo_${randomBytes(18).toString('base64url')}`;
  const port = await choosePort(Number(process.env['PORT'] ?? 3000), 'Trapline', say);
  const configuration = loadConfiguration({
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
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
  const url = `http://127.0.0.1:${port}`;

  const stop = async (): Promise<void> => {
    say('\nStopping.');
    await app.close();
    await Promise.all([microshare.close(), odoo.close()]);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());

  say(`Microshare  ${microshare.apiUrl}  (${world.clusters.length} clusters)`);
  say(`Odoo        ${odoo.url}`);
  say(`Trapline    ${url}\n`);
  say('Discovering devices, reading inspection points, comparing both ...\n');
  say(summaryTable(await firstGapAnalysis(url, apiKey)));
  say(
    [
      '',
      `API docs      ${url}/docs`,
      `OpenAPI       ${url}/docs-json`,
      `Health        ${url}/health`,
      `Log in as     ${MICROSHARE_USER.username} / ${MICROSHARE_USER.password}  (POST ${url}/api/v1/auth/login)`,
      `API key       ${apiKey}  (role admin, until this demo stops)`,
      '',
      'Try:',
      `  curl -s -H 'X-API-Key: ${apiKey}' '${url}/api/v1/devices?limit=3'`,
      `  curl -s -H 'X-API-Key: ${apiKey}' -H 'Accept: text/csv' '${url}/api/v1/erp/gap-analysis/latest?kind=point_without_device'`,
      `  curl -s -H 'X-API-Key: ${apiKey}' -H 'Content-Type: application/json' -d '{"dry_run":true}' '${url}/api/v1/erp/sync/create-devices'`,
      '',
      'Ctrl-C stops it.',
    ].join('\n'),
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The demo could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
