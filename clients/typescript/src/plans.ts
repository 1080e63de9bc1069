import type { Trapline } from './client.ts';
import { isTemporary, jittered, resumedFrom, streamedEvents, type StreamOptions } from './events.ts';
import { TraplineProblem, TraplineUnreachable } from './problem.ts';
import type { PlanHeadDto } from './schema.ts';
import { pause } from './transport.ts';

/** Somebody waits for it: what is back is heard of soon. */
const LONGEST_WAIT_MS = 4_000;
const AGAIN_MS = 1_000;

/**
 * A plan each time that something has become of it, from now until it is neither applied nor paused any more; one that
 * nobody has asked to be applied is waited for. A lost connection is opened again where it broke.
 * @throws TraplineProblem when the server refuses, e.g. because there is no such plan, or the session has ended
 */
export async function* followPlan(
  trapline: Trapline,
  id: string,
  options: StreamOptions = {},
): AsyncGenerator<PlanHeadDto, void, undefined> {
  const path = { id };
  const events = streamedEvents(
    (place, signal) =>
      trapline.GET('/api/v1/erp/sync/plans/{id}/events', {
        params: { path, header: resumedFrom(place) },
        headers: { Accept: 'text/event-stream' },
        parseAs: 'stream',
        signal,
      }),
    { longestWaitMs: LONGEST_WAIT_MS, ...options },
  );
  try {
    // What it is now, each time that the stream stands as well: what happened before that is told by nobody.
    while ((await events.next()).done !== true) {
      const plan = await readPlan(trapline, id, options);
      if (plan === undefined) return;
      yield plan;
      if (planHasEnded(plan)) return;
    }
  } finally {
    await events.return();
  }
}

/** True for a plan that nothing more becomes of by itself. */
export function planHasEnded({ status }: PlanHeadDto): boolean {
  return status === 'applied' || status === 'failed' || status === 'cancelled';
}

/** Tries until it succeeds. @returns undefined when the caller's signal aborts */
async function readPlan(
  trapline: Trapline,
  id: string,
  { signal = new AbortController().signal, onState }: StreamOptions,
): Promise<PlanHeadDto | undefined> {
  for (;;) {
    try {
      const { data } = await trapline.GET('/api/v1/erp/sync/plans/{id}', {
        params: { path: { id }, query: { limit: 1 } },
        headers: { Accept: 'application/json' },
        signal,
      });
      return data;
    } catch (error) {
      if (signal.aborted) return undefined;
      const passes =
        error instanceof TraplineProblem ? isTemporary(error) : error instanceof TraplineUnreachable;
      if (!passes) throw error;
      onState?.('lost', error);
      const told = error instanceof TraplineProblem ? error.retryAfterMs : undefined;
      await pause(told ?? jittered(AGAIN_MS), signal).catch(() => undefined);
    }
  }
}
