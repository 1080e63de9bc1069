import {
  type AuthStatusDto,
  type ConnectionFindingDto,
  type HealthDto,
  type Trapline,
  TraplineProblem,
  TraplineUnreachable,
} from '../../../clients/typescript/src/index.ts';
import type { Session } from '../../session';
import { VERSION } from '../../version';
import { type Check, failed, ok, warning } from './check';
import { checkClock } from './clock-check';

/** What a running server says of itself, and what it finds when it tries its connections. */
export async function checkServer(session: Session): Promise<Check[]> {
  const { url, credential } = await session.server();
  const trapline = session.traplineAs(url, credential, CONNECTION_TIMEOUT_S);
  const askedAt = Date.now();
  let clock: Check | undefined;
  try {
    const { headers } = await trapline.GET('/health/live');
    clock = checkClock('trapline', headers.get('date'), askedAt, Date.now());
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return [
      failed(
        'server',
        error.message,
        'Start it, or say where it is: --url, TRAPLINE_URL or `trapline login`.',
      ),
    ];
  }
  const health = await healthOf(trapline);
  const rights = await rightsOf(trapline, credential !== undefined);
  const connections = rights.role === 'admin' ? await connectionsOf(trapline) : remembered(health);
  return [
    serverCheck(url, health),
    ...(clock === undefined ? [] : [clock]),
    rights.check,
    devicesCheck(health),
    ...connections,
    storeCheck(health),
    databaseCheck(health),
  ];
}

/** Both connections are tried, with their own deadlines. */
const CONNECTION_TIMEOUT_S = 90;

type Dependency = Readonly<Record<string, unknown>>;

function isAnswer(error: unknown): error is TraplineProblem | TraplineUnreachable {
  return error instanceof TraplineProblem || error instanceof TraplineUnreachable;
}

/** It answers 503 with the same document while devices cannot be served. */
async function healthOf(trapline: Trapline): Promise<HealthDto> {
  try {
    return (await trapline.GET('/health')).data;
  } catch (error) {
    if (error instanceof TraplineProblem && 'dependencies' in error.document) {
      return error.document as unknown as HealthDto;
    }
    throw error;
  }
}

function serverCheck(url: string, { version, uptime_seconds: uptime }: HealthDto): Check {
  const detail = `${url} answers: version ${version}, up for ${Math.floor(uptime / 60)} min`;
  return version === VERSION
    ? ok('server', detail)
    : warning('server', detail, `This command line is version ${VERSION}; use the one of the server.`);
}

async function rightsOf(
  trapline: Trapline,
  known: boolean,
): Promise<{ readonly check: Check; readonly role?: AuthStatusDto['role'] }> {
  const remedy = 'Log in with `trapline login`, or set TRAPLINE_API_KEY.';
  if (!known) return { check: failed('rights', 'you are not logged in', remedy) };
  try {
    const { data } = await trapline.GET('/api/v1/auth/status');
    const { name, role, kind, expires_at: until } = data;
    const who = `${name} (${kind === 'session' ? 'session' : 'API key'}) is ${role}: ${MAY[role]}`;
    const end = until === undefined ? '' : `; until ${until}`;
    return { check: ok('rights', `${who}${end}`), role };
  } catch (error) {
    if (!(error instanceof TraplineProblem)) throw error;
    return { check: failed('rights', error.message, remedy) };
  }
}

const MAY: Readonly<Record<AuthStatusDto['role'], string>> = {
  viewer: 'may look at everything',
  operator: 'may look and change',
  admin: 'may do everything',
};

function devicesCheck({ dependencies, catalogue }: HealthDto): Check {
  const { status, message, degraded, age_seconds: age } = of(dependencies, 'devices');
  if (status !== 'up') {
    return failed(
      'devices',
      `cannot be served: ${words(message)}`,
      'See the line of Microshare; else wait for the first discovery.',
    );
  }
  const detail = `${words(catalogue['devices'])} known, read ${words(age)} s ago`;
  return degraded === true
    ? warning('devices', `${detail}; refreshing fails: ${words(message)}`, 'See the line of Microshare.')
    : ok('devices', detail);
}

async function connectionsOf(trapline: Trapline): Promise<Check[]> {
  try {
    const { data } = await trapline.POST('/api/v1/connections/test');
    const checks = data.connections.map(connectionCheck);
    const erp = data.connections.some(({ system }) => system !== 'microshare');
    return erp
      ? checks
      : [...checks, warning('erp', 'none is configured', 'Set ERP_ADAPTER to compare with an ERP.')];
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return [failed('connections', error.message, 'Look for the reason in the log of Trapline.')];
  }
}

function connectionCheck({ system, works, detail, took_ms: took, remedies }: ConnectionFindingDto): Check {
  return works
    ? ok(`${system} log-in`, `${detail} (${took} ms)`)
    : { name: `${system} log-in`, state: 'failed', detail, remedies };
}

/** For callers who may not try the connections: how the last calls went. */
function remembered({ dependencies }: HealthDto): Check[] {
  return ['microshare', 'erp'].map((name) => {
    const { degraded, message, configured } = of(dependencies, name);
    if (configured === false)
      return warning(name, 'none is configured', 'Set ERP_ADAPTER to compare with an ERP.');
    return degraded === true
      ? failed(
          name,
          `the last calls failed: ${words(message)}`,
          'An administrator sees more: `trapline doctor` tries the connection then.',
        )
      : ok(name, 'the last calls succeeded; it is tried anew for administrators');
  });
}

function storeCheck({ dependencies }: HealthDto): Check {
  const { driver, degraded, message } = of(dependencies, 'cache_store');
  if (driver === 'memory') {
    return ok(
      'store',
      'in memory; set REDIS_URL for several replicas, and for sessions that outlive a restart',
    );
  }
  return degraded === true
    ? failed(
        'store',
        `redis: ${words(message)}`,
        'Start Redis, or correct REDIS_URL. Nothing is written meanwhile.',
      )
    : ok('store', 'redis, reachable');
}

function databaseCheck({ dependencies }: HealthDto): Check {
  const { driver, durable, degraded, message } = of(dependencies, 'database');
  if (degraded === true) {
    return failed(
      'database',
      `${words(driver)}: ${words(message)}`,
      'Start it, or correct DATABASE_URL or DATA_DIR.',
    );
  }
  return durable === true
    ? ok('database', `${words(driver)}, reachable`)
    : warning(
        'database',
        'embedded, in memory: nothing outlives the process',
        'Set DATABASE_URL, or DATA_DIR.',
      );
}

function of(dependencies: HealthDto['dependencies'], name: string): Dependency {
  return dependencies[name] ?? {};
}

function words(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'unknown';
}
