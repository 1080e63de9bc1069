import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OdooVersion } from '@libs/simulators';

/** One exchange with a real server; bodies byte for byte. */
export interface Recording {
  /** File name without `.json`, e.g. `014-xmlrpc-product-search-read`. */
  readonly file: string;
  readonly transport: 'xmlrpc' | 'jsonrpc' | 'json2';
  readonly request: Message & { readonly method: string; readonly path: string };
  readonly response: Message & { readonly status: number };
}

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const FOLDER = join(__dirname, '../../recordings/odoo');

/** All exchanges with one server, in the order in which they were made. */
export function recordingsOf(version: OdooVersion): Recording[] {
  return readdirSync(join(FOLDER, version))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({
      ...(JSON.parse(readFileSync(join(FOLDER, version, name), 'utf8')) as Omit<Recording, 'file'>),
      file: name.replace(/\.json$/, ''),
    }));
}

/** The database the server of that version had, e.g. `odoo16`. */
export function databaseOf(version: OdooVersion): string {
  return `odoo${version.slice(0, 2)}`;
}
