import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One exchange with a real Odoo server, byte for byte. */
export interface Recording {
  readonly version: string;
  /** File name without folder, e.g. `016-xmlrpc-product-search-read-archived-too.json`. */
  readonly file: string;
  readonly name: string;
  readonly transport: string;
  readonly request: { readonly method: string; readonly path: string; readonly body: string };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

export const ODOO_VERSIONS = ['16.0', '17.0', '18.0', '19.0'] as const;
export type RecordedVersion = (typeof ODOO_VERSIONS)[number];

const ROOT = join(__dirname, '../../recordings/odoo');

/** All XML-RPC exchanges of one version, in the order in which they were recorded. */
export function xmlrpcRecordings(version: RecordedVersion): readonly Recording[] {
  return recordingsOf(version, 'xmlrpc');
}

export function recordingsOf(
  version: RecordedVersion,
  transport: 'xmlrpc' | 'jsonrpc' | 'json2',
): readonly Recording[] {
  return readdirSync(join(ROOT, version))
    .filter((file) => file.includes(`-${transport}-`))
    .sort()
    .map((file) => {
      const recording = JSON.parse(readFileSync(join(ROOT, version, file), 'utf8')) as Omit<
        Recording,
        'file' | 'version'
      >;
      return { ...recording, version, file };
    });
}

/** The exchange of this name, e.g. `fault-unknown-db`. */
export function xmlrpcRecording(version: RecordedVersion, name: string): Recording {
  const recording = xmlrpcRecordings(version).find((candidate) => candidate.name === name);
  if (recording === undefined) throw new Error(`Odoo ${version} has no recording named ${name}`);
  return recording;
}
