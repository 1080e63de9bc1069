import { UsageError } from '../errors';
import type { Host } from '../host';
import { type Credential, CredentialsFile } from './credentials-file';

const DEFAULT_SERVER = 'http://localhost:3000';

/** Where calls go, and as whom. */
export interface Server {
  readonly url: string;
  readonly credential: Credential | undefined;
}

/**
 * The server: `--url`, TRAPLINE_URL, the last log-in, or http://localhost:3000. The credential: TRAPLINE_API_KEY, or the
 * log-in at that server; a log-in never goes to another one.
 */
export async function chooseServer(host: Host, given: string | undefined): Promise<Server> {
  const { TRAPLINE_URL: fromEnvironment, TRAPLINE_API_KEY: key } = host.environment;
  const logins = await new CredentialsFile(host.environment).read();
  const wanted = given ?? (fromEnvironment === '' ? undefined : fromEnvironment);
  const url = wanted === undefined ? (logins.current ?? DEFAULT_SERVER) : serverAddress(wanted);
  const credential: Credential | undefined =
    key !== undefined && key !== ''
      ? { kind: 'api_key', secret: key, name: 'TRAPLINE_API_KEY' }
      : logins.servers[url];
  return { url, credential };
}

/** @throws UsageError for what is no http address */
export function serverAddress(text: string): string {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined || !['http:', 'https:'].includes(address.protocol)) {
    throw new UsageError(
      `"${text}" is no address of a server`,
      'It has to be one such as https://trapline.example or http://localhost:3000.',
    );
  }
  if (address.username !== '' || address.password !== '') {
    throw new UsageError('the address must hold no password', 'Use `trapline login` or TRAPLINE_API_KEY.');
  }
  return `${address.origin}${address.pathname}`.replace(/\/+$/, '');
}
