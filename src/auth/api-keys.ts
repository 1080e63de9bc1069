import { hash } from 'node:crypto';
import type { ApiKeyEntry } from '../config/configuration';

/**
 * The machine clients' keys. Only hashes are known here, and keys are found by their hash: how long a look-up takes says
 * nothing about how much of a key was right.
 */
export class ApiKeys {
  private readonly entries: ReadonlyMap<string, ApiKeyEntry>;

  constructor(entries: readonly ApiKeyEntry[]) {
    this.entries = new Map(entries.map((entry) => [entry.sha256, entry]));
  }

  find(key: string): ApiKeyEntry | undefined {
    return this.entries.get(hash('sha256', key, 'hex'));
  }
}
