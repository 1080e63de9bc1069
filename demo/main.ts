import { firstGapAnalysis } from './first-gap-analysis';
import { startDemo } from './start-demo';
import { summaryTable } from './summary-table';

async function main(): Promise<void> {
  say('Trapline demo: a simulated Microshare, a simulated Odoo, and Trapline between them.\n');
  const demo = await startDemo({
    port: Number(process.env['PORT'] ?? 3000),
    say,
    ...(process.env['LOG_LEVEL'] !== undefined && { logLevel: process.env['LOG_LEVEL'] }),
  });
  const { url, apiKey, user } = demo;
  const stop = async (): Promise<void> => {
    say('\nStopping.');
    await demo.stop();
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());

  say(`Microshare  ${demo.microshareUrl}  (${demo.clusters} clusters)`);
  say(`Odoo        ${demo.odooUrl}`);
  say(`Trapline    ${url}\n`);
  say('Discovering devices, reading inspection points, comparing both ...\n');
  say(summaryTable(await firstGapAnalysis(url, apiKey)));
  say(
    [
      '',
      `Console       ${url}  (log in with either of the two below)`,
      `Log in as     ${user.username} / ${user.password}`,
      `API key       ${apiKey}  (role admin, until this demo stops)`,
      `API docs      ${url}/docs`,
      `OpenAPI       ${url}/docs-json`,
      `Health        ${url}/health`,
      '',
      'Try:',
      `  curl -s -H 'X-API-Key: ${apiKey}' '${url}/api/v1/devices?limit=3'`,
      `  curl -s -H 'X-API-Key: ${apiKey}' -H 'Accept: text/csv' '${url}/api/v1/erp/gap-analysis/latest?kind=point_without_device'`,
      `  curl -s -H 'X-API-Key: ${apiKey}' -H 'Content-Type: application/json' -d '{"dry_run":true}' '${url}/api/v1/erp/sync/create-devices'`,
      `  TRAPLINE_URL=${url} TRAPLINE_API_KEY=${apiKey} npx trapline gaps list --customer 'Harbour Foods'`,
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
