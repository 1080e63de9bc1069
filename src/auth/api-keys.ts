import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKeyEntry } from '../config/configuration';

/** The machine clients' keys. Only hashes are known here; each look-up takes the same time, found or not. */
export class ApiKeys {
  private readonly entries: readonly { readonly entry: ApiKeyEntry; readonly hash: Buffer }[];

  constructor(entries: readonly ApiKeyEntry[]) {
    this.entries = entries.map((entry) => ({ entry, hash: Buffer.from(entry.sha256, 'hex') }));
  }

  find(key: string): ApiKeyEntry | undefined {
    const given = createHash('sha256').update(key).digest();
    let found: ApiKeyEntry | undefined;
    for (const { entry, hash } of this.entries) {
      if (timingSafeEqual(hash, given)) found = entry;
    }
    return found;
  }
}
