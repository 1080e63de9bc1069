import { setTimeout as pause } from 'node:timers/promises';
import type { CacheStatusDto, Trapline } from '../../clients/typescript/src/index.ts';
import type { CommandRegistry } from '../command-registry';
import { CommandFailure } from '../errors';
import type { ManualCommand } from '../manual/manual-command';
import type { Session } from '../session';

const POLL_MS = 500;
const DEADLINE_MS = 15 * 60_000;
const LOOKS_FOR_BEGIN = 4;

export function addCacheCommands(program: ManualCommand, registry: CommandRegistry): void {
  const cache = program.command('cache').description('How fresh the devices are that Trapline serves');
  const status = cache
    .command('status')
    .description('Shows age, size and hit rate of the devices in memory')
    .example('See how old the data are', 'trapline cache status');
  registry.action(status, showStatus);

  const refresh = cache
    .command('refresh')
    .description('Reads every cluster anew from Microshare; needs the role admin')
    .note('What is known is served meanwhile. The reading goes on when the command does not wait for it.')
    .option('--wait', 'wait until everything has been read')
    .example('Read anew and wait for it', 'trapline cache refresh --wait');
  registry.action<{ readonly wait?: boolean }>(refresh, refreshCache);
}

async function showStatus(session: Session): Promise<undefined> {
  await print(session, await statusOf(await session.trapline()));
  return undefined;
}

async function refreshCache(session: Session, { wait }: { readonly wait?: boolean }): Promise<undefined> {
  const { output } = session;
  const trapline = await session.trapline();
  const before = await statusOf(trapline);
  const { data } = await trapline.POST('/api/v1/devices/cache/refresh');
  if (wait !== true) {
    if (output.json) await output.document(data);
    else await output.lines([`Accepted: ${data.message}.`]);
    return undefined;
  }
  await print(session, await untilRead(session, trapline, before));
  return undefined;
}

/** @throws CommandFailure when it failed, or did not end within the deadline */
async function untilRead(
  session: Session,
  trapline: Trapline,
  before: CacheStatusDto,
): Promise<CacheStatusDto> {
  const deadline = Date.now() + DEADLINE_MS;
  let begun = false;
  for (let looks = 1; Date.now() < deadline; looks += 1) {
    const now = await statusOf(trapline);
    begun ||= now.discovering !== null;
    if (now.discovering === null && now.last_discovery !== before.last_discovery) return now;
    // The error of an earlier reading stays until the new one has begun.
    if (now.discovering === null && now.last_error !== null && (begun || looks > LOOKS_FOR_BEGIN)) {
      throw new CommandFailure(
        `the devices could not be read anew: ${now.last_error}`,
        'See `trapline doctor`.',
      );
    }
    await pause(POLL_MS, undefined, { signal: session.signal });
  }
  throw new CommandFailure(
    `reading has not ended within ${DEADLINE_MS / 60_000} minutes`,
    'It goes on; see `trapline cache status`.',
  );
}

async function statusOf(trapline: Trapline): Promise<CacheStatusDto> {
  return (await trapline.GET('/api/v1/devices/cache/status')).data;
}

async function print({ output }: Session, status: CacheStatusDto): Promise<void> {
  if (output.json) {
    await output.document(status);
    return;
  }
  const { style } = output;
  const rate = status.hit_rate === null ? 'no reads yet' : `${(status.hit_rate * 100).toFixed(1)} % hits`;
  const state = status.ready ? style('green', 'ready') : style('red', 'not ready');
  await output.lines([
    `Devices    ${status.devices} in ${status.clusters} clusters, ${state}`,
    `Age        ${status.age_seconds === null ? 'unknown' : `${status.age_seconds} s`}; refreshed after ${status.device_ttl_seconds} s`,
    `Read       ${status.last_discovery ?? 'never'}${status.discovering === null ? '' : ', being read now'}`,
    `Store      ${status.driver}${status.store_reachable ? '' : style('red', ', cannot be reached')}`,
    `Reads      ${status.hits} from memory (${rate})`,
    ...(status.last_error === null ? [] : [style('red', `Last error ${status.last_error}`)]),
  ]);
}
