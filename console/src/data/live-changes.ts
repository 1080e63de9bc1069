import type { TraplineEvent } from '@trapline/client';
import { cacheStatus } from './cache.ts';
import { readAnew, readSome } from './devices.ts';
import { plans } from './plans.ts';
import { health, latestReport, runs } from './reports.ts';
import type { Resource } from './resource.ts';
import { runHeard, runProgress } from './run-progress.ts';

/** An event, or the advice to read everything again. */
export type Heard = TraplineEvent | { readonly type: 'read_anew' };

/** What happens at one moment is told event by event, and read together. */
const TOGETHER_MS = 120;

const ALL: readonly Fresh[] = [cacheStatus, health, latestReport, plans.read, runs];
type Fresh = Pick<Resource<unknown>, 'refresh'>;

const guids = new Set<string>();
const stale = new Set<Fresh>();
let everyDevice = false;
let timer: number | undefined;

/** Brings what is on the screen into step with what has happened. */
export function hear(event: Heard): void {
  switch (event.type) {
    case 'device_created':
    case 'device_changed':
    case 'device_removed':
      guids.add(event.guid);
      break;
    case 'run_started':
    case 'run_progressed':
      runHeard(event);
      if (event.run_kind === 'plan') stale.add(plans.read);
      else if (event.type === 'run_started') stale.add(runs);
      break;
    case 'run_ended':
      runHeard(event);
      // It has called the ERP, which may have failed, or work again.
      stale.add(health);
      if (event.run_kind === 'plan') stale.add(plans.read);
      else stale.add(runs).add(latestReport);
      break;
    case 'breaker_opened':
    case 'breaker_closed':
      stale.add(health);
      break;
    case 'cache_refreshed':
      stale.add(cacheStatus).add(health);
      break;
    case 'read_anew':
      runProgress.value = undefined;
      everyDevice = true;
      for (const each of ALL) stale.add(each);
      break;
    default:
      // Gaps come with the end of their run.
      return;
  }
  timer ??= window.setTimeout(catchUp, TOGETHER_MS);
}

/** Forgets what was heard and not read yet. */
export function dropChanges(): void {
  window.clearTimeout(timer);
  timer = undefined;
  everyDevice = false;
  guids.clear();
  stale.clear();
}

function catchUp(): void {
  const [resources, some, every] = [[...stale], [...guids], everyDevice];
  dropChanges();
  for (const resource of resources) resource.refresh();
  if (every) void readAnew();
  else if (some.length > 0) void readSome(some);
}
