import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { EmbeddedEngine } from '../../../src/database/embedded/embedded-engine';
import { ownMigrations } from '../../../src/database/migrations';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { auditTrailContract } from './audit-trail.contract';
import { act, auditWorld } from './audit-world';

describe('The audit trail in the embedded database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trapline-audit-'));
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  // It serves one process: there is one engine, whatever is asked for.
  auditTrailContract(async () => [new EmbeddedEngine(dataDir, await ownMigrations())]);
});

describe('The audit trail without a database that lasts', () => {
  it('opens none until it is asked for, keeps the latest records, and tells how many are gone', async () => {
    Logger.overrideLogger(false);
    const database = new KyselyDatabase(new EmbeddedEngine(undefined, await ownMigrations()));
    const { trail, records, verify } = auditWorld(database);
    for (let i = 0; i < 20_001; i += 1) trail.record(act('brief', `d${i}`));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(database.status().state).toBe('not_opened');
    await trail.flush();
    await trail.flush();
    const { fault, report } = await verify('brief');
    expect(fault).toBeUndefined();
    expect(report.lost).toBe(250);
    const latest = await records.page('brief', { action: 'device.*' }, { order: 'desc', limit: 1 });
    expect(latest).toMatchObject([{ subject: 'd20000' }]);
    await database.onApplicationShutdown();
  }, 120_000);
});
