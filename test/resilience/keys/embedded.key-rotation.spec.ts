import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEngine } from '../../../src/database/embedded/embedded-engine';
import { ownMigrations } from '../../../src/database/migrations';
import { keyRotationContract } from './key-rotation.contract';

jest.setTimeout(120_000);

describe('The exchange of an API key, on the embedded database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trapline-keys-'));
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  keyRotationContract(async () => new EmbeddedEngine(dataDir, await ownMigrations()));
});
