import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { auditSource } from '../../config/audit-source';
import { EmbeddedEngine } from '../../database/embedded/embedded-engine';
import { KyselyDatabase } from '../../database/kysely-database';
import { ownMigrations } from '../../database/migrations';
import { PreparedPostgres } from '../../database/prepared-postgres';
import { AuditRecords } from '../audit-records';
import { CheckpointStore } from '../checkpoint-store';
import { ExportFile } from './export-file';
import { type Verdict, verifyChain } from './verify-chain';

const USAGE = `npm run audit:verify -- [options]

Walks over the audit trail of all tenants in the database of DATABASE_URL or DATA_DIR, or over an exported file, and names
the first record of each that is not as it was written. Ends with 0 when all is well, 1 when not, 2 when it cannot tell.

  --file PATH     an NDJSON export of GET /api/v1/audit, in place of the database
  --key PATH      a public key (PEM) that may have signed the checkpoints; may be repeated. Without it any key may have
  --tenant NAME   this tenant alone
`;

interface Options {
  readonly file: string | undefined;
  readonly trusted: readonly string[];
  readonly tenant: string | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      file: { type: 'string' },
      key: { type: 'string', multiple: true, default: [] },
      tenant: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const trusted = values.key.map((path) => readFileSync(path, 'utf8'));
  const { file, tenant } = values;
  const verdicts = file === undefined ? ofDatabase({ file, trusted, tenant }) : ofFile(file, trusted);
  let chains = 0;
  for await (const verdict of verdicts) {
    chains += 1;
    tell(verdict, trusted.length > 0);
    if (verdict.fault !== undefined) process.exitCode = 1;
  }
  if (chains === 0) throw new Error('there is no audit trail here');
}

async function* ofFile(path: string, trusted: readonly string[]): AsyncGenerator<Verdict> {
  const file = new ExportFile(path);
  const tenant = await file.tenant();
  if (tenant === undefined) return;
  yield await verifyChain(tenant, await file.checkpoints(), file.records(), trusted);
}

async function* ofDatabase({ trusted, tenant }: Options): AsyncGenerator<Verdict> {
  const { url, dataDir } = auditSource();
  if (url === undefined && dataDir === undefined)
    throw new Error('set DATABASE_URL or DATA_DIR, or name a --file');
  const database = new KyselyDatabase(
    url === undefined ? new EmbeddedEngine(dataDir, await ownMigrations()) : new PreparedPostgres(url),
  );
  try {
    await database.ready();
    const records = new AuditRecords(database);
    const checkpoints = new CheckpointStore(database);
    for (const each of tenant === undefined ? await records.tenants() : [tenant]) {
      yield await verifyChain(each, await checkpoints.list(each), records.walk(each), trusted);
    }
  } finally {
    await database.onApplicationShutdown();
  }
}

function tell({ report, fault }: Verdict, keysAreKnown: boolean): void {
  const { tenant, records, first, last, checkpoints, unsworn, keys, lost, unended } = report;
  const range = first === undefined ? 'no records' : `${records} records, ${first} to ${last ?? first}`;
  const lines = [`${tenant}: ${range}; ${checkpoints} checkpoints, ${unsworn} records after the last one`];
  if (keys.length > 0)
    lines.push(`  signed by ${keys.join(', ')}${keysAreKnown ? '' : ' (not compared with a --key)'}`);
  if (lost > 0) lines.push(`  ${lost} records are in the log alone; the records audit.gap tell when`);
  for (const id of unended) lines.push(`  process ${id} has not ended: it runs, or it was killed`);
  lines.push(
    fault === undefined
      ? '  all is as it was written'
      : `  BAD: record ${fault.seq}: ${fault.kind}: ${fault.why}`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
