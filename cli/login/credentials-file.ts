import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandFailure, UsageError } from '../errors';

/** How to be somebody at a server. */
export type Credential =
  | { readonly kind: 'api_key'; readonly secret: string; readonly name: string }
  | {
      readonly kind: 'session';
      readonly secret: string;
      readonly name: string;
      /** ISO 8601 */
      readonly expires_at: string;
    };

export interface StoredLogins {
  /** Server that commands go to when they name none. */
  readonly current: string | null;
  /** By address of the server. */
  readonly servers: Readonly<Record<string, Credential>>;
}

const NOBODY: StoredLogins = { current: null, servers: {} };

/** Log-ins in `$XDG_CONFIG_HOME/trapline/credentials.json`, which its owner alone may read. */
export class CredentialsFile {
  readonly path: string;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    const given = environment['XDG_CONFIG_HOME'];
    const home = given !== undefined && given !== '' ? given : join(homedir(), '.config');
    this.path = join(home, 'trapline', 'credentials.json');
  }

  /** @throws UsageError when others may read the file, CommandFailure when it is damaged */
  async read(): Promise<StoredLogins> {
    try {
      const { mode } = await stat(this.path);
      if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
        throw new UsageError(
          `others can read ${this.path}`,
          `Run chmod 600 '${this.path}', or log in again.`,
        );
      }
      return loginsIn(await readFile(this.path, 'utf8'), this.path);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NOBODY;
      throw error;
    }
  }

  /** Replaces the file as a whole, so that it is never half written, nor readable by others for a moment. */
  async write(logins: StoredLogins): Promise<void> {
    if (Object.keys(logins.servers).length === 0) {
      await rm(this.path, { force: true });
      return;
    }
    const folder = dirname(this.path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = `${this.path}.${process.pid}`;
    try {
      await writeFile(draft, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 });
      await chmod(draft, 0o600);
      await rename(draft, this.path);
    } finally {
      await rm(draft, { force: true });
    }
  }
}

function loginsIn(text: string, path: string): StoredLogins {
  const damaged = new CommandFailure(`${path} is damaged`, 'Delete it and log in again.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged;
    throw error;
  }
  if (typeof value !== 'object' || value === null || !('servers' in value) || !('current' in value))
    throw damaged;
  return value as StoredLogins;
}
