import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { SigningKey } from './signing-key';

const FILE = 'audit-signing-key.pem';

/**
 * The key that checkpoints are signed with: that of `AUDIT_SIGNING_KEY`; else one that is made at first use and kept in
 * `DATA_DIR`, beside the database that it is to vouch for; else one that ends with the process.
 */
@Injectable()
export class AuditSigner {
  private readonly logger = new Logger('Audit');
  private known: Promise<SigningKey> | undefined;

  constructor(private readonly configuration: Configuration) {}

  /** @throws Error when the file of the key can be neither read nor made; the next call tries again */
  key(): Promise<SigningKey> {
    this.known ??= this.find().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  private async find(): Promise<SigningKey> {
    const { audit, database } = this.configuration;
    if (audit.signingKey !== undefined) return new SigningKey(audit.signingKey);
    if (database.url === undefined && database.dataDir !== undefined) return this.inFolder(database.dataDir);
    if (database.url !== undefined) {
      this.logger.warn(
        'AUDIT_SIGNING_KEY is not set: checkpoints are signed by a key that nobody has after this process',
      );
    }
    return new SigningKey(newKey());
  }

  private async inFolder(dataDir: string): Promise<SigningKey> {
    const folder = resolve(dataDir);
    const path = join(folder, FILE);
    try {
      return new SigningKey(await readFile(path, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const pem = newKey();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path, pem, { flag: 'wx', mode: 0o600 });
    this.logger.log({ path }, 'made a key that signs the checkpoints of the audit trail');
    return new SigningKey(pem);
  }
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
