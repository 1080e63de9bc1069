import { hash } from 'node:crypto';
import type { ApiKeyEntry } from '../config/configuration';

/**
 * The machine clients' keys. Only hashes are configured, and keys are found by a hash of the whole: how long a look-up takes
 * says nothing about how much of a key was right.
 */
export class ApiKeys {
  private readonly entries: ReadonlyMap<string, ApiKeyEntry>;
  /** Keys that were accepted, as sent: hashing would be the most of authenticating a client that calls all the time. */
  private readonly accepted = new Map<string, ApiKeyEntry>();

  constructor(entries: readonly ApiKeyEntry[]) {
    this.entries = new Map(entries.map((entry) => [entry.sha256, entry]));
  }

  find(key: string): ApiKeyEntry | undefined {
    const known = this.accepted.get(key);
    if (known !== undefined) return known;
    const entry = this.entries.get(hash('sha256', key, 'hex'));
    if (entry !== undefined) this.accepted.set(key, entry);
    return entry;
  }
}
