import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEngine } from '../../../src/database/embedded/embedded-engine';
import { databaseContract } from './database.contract';

describe('The embedded database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trapline-embedded-'));
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  databaseContract((migrations) => Promise.resolve(new EmbeddedEngine(dataDir, migrations)));
});
