import { connect } from 'node:net';
import type { Configuration } from '../../../src/config/configuration';
import { type Check, failed, ok, skipped, warning } from './check';
import { checkClock } from './clock-check';

interface Peer {
  readonly name: string;
  readonly url: string;
  readonly setting: string;
}

/** Whether what the settings name can be reached from here, and how its clock goes. Nothing is logged in. */
export async function checkPeers(
  configuration: Configuration,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Check[]> {
  const { microshare, erp, redisUrl, database } = configuration;
  const web: Peer[] = [
    { name: 'microshare', url: microshare.apiUrl, setting: 'MICROSHARE_API_URL' },
    ...(erp.adapter === 'odoo' ? [{ name: 'odoo', url: erp.odoo.url, setting: 'ODOO_URL' }] : []),
  ];
  const checks = await Promise.all([
    ...web.map((peer) => checkWeb(peer, timeoutMs, signal)),
    redisUrl === undefined
      ? [skipped('redis', 'none is set: sessions and the copy of the devices are kept in memory')]
      : checkPort({ name: 'redis', url: redisUrl, setting: 'REDIS_URL' }, 6379, timeoutMs, signal),
    database.url === undefined
      ? [embedded(database.dataDir)]
      : checkPort({ name: 'database', url: database.url, setting: 'DATABASE_URL' }, 5432, timeoutMs, signal),
  ]);
  return checks.flat();
}

function embedded(folder: string | undefined): Check {
  return folder === undefined
    ? warning(
        'database',
        'embedded, in memory: nothing outlives the process',
        'Set DATABASE_URL, or DATA_DIR.',
      )
    : ok('database', `embedded, in ${folder}`);
}

/** Any answer will do: who may come in is for the server to try. */
async function checkWeb(
  { name, url, setting }: Peer,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Check[]> {
  const askedAt = Date.now();
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const clock = checkClock(name, answer.headers.get('date'), askedAt, Date.now());
    return [ok(name, `${new URL(url).host} answers from here`), ...(clock === undefined ? [] : [clock])];
  } catch (error) {
    signal.throwIfAborted();
    return [unreachable({ name, url, setting }, error)];
  }
}

async function checkPort(
  peer: Peer,
  defaultPort: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Check[]> {
  const { hostname, port } = new URL(peer.url);
  const host = hostname.replace(/^\[|\]$/g, '');
  try {
    await connected(host, port === '' ? defaultPort : Number(port), timeoutMs, signal);
    return [ok(peer.name, `${hostname}:${port === '' ? defaultPort : port} can be reached from here`)];
  } catch (error) {
    signal.throwIfAborted();
    return [unreachable(peer, error)];
  }
}

function connected(host: string, port: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

/** Addresses may hold passwords: host and port alone are shown. */
function unreachable({ name, url, setting }: Peer, error: unknown): Check {
  const why = error instanceof Error ? (error.cause ?? error) : error;
  const words =
    why instanceof Error
      ? why.message === ''
        ? String((why as NodeJS.ErrnoException).code)
        : why.message
      : String(why);
  const { host } = new URL(url);
  return failed(name, `${host} cannot be reached from here: ${words}`, `Start it, or correct ${setting}.`);
}
