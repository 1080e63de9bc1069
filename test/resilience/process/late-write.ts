import type { HeldCall } from '@libs/simulators';
import { eventually } from '../../support/eventually';
import type { StruckCluster } from './struck-cluster';

/** What `D0` is changed to after the blow, by which a late write's work is known. */
export const MARK = 'since the blow';

/** A look at an open journal comes after some seconds, as young as it is. */
const REPAIRED_MS = 40_000;

/** More than it takes from letting a call go on to its effect. */
const MICROTASKS = 50;

/**
 * Lets a held call go on after the mark was acknowledged. What it undoes has to be put right without anybody asking.
 * @returns true when upstream showed that it undid the mark
 */
export async function arrivesLate(held: HeldCall, cluster: StruckCluster): Promise<boolean> {
  held.goOn();
  let undone = false;
  // Within this turn of the event loop: another replica's write that comes in next may have the mark in it.
  for (let step = 0; step < MICROTASKS && !undone; step += 1) {
    await Promise.resolve();
    undone = !cluster.shows('D0', MARK);
  }
  await eventually(() => {
    if (!cluster.shows('D0', MARK)) throw new Error('what a late write has undone was not put right');
  }, REPAIRED_MS);
  return undone;
}
