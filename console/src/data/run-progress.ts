import { signal } from '@preact/signals';
import type { TraplineEvent } from '@trapline/client';

/** A comparison under way, whoever has started it. */
export interface RunProgress {
  readonly runId: string;
  /** 0..1; undefined while it has only begun. */
  readonly share: number | undefined;
}

export const runProgress = signal<RunProgress | undefined>(undefined);

type RunEvent = Extract<TraplineEvent, { type: 'run_started' | 'run_progressed' | 'run_ended' }>;

export function runHeard(event: RunEvent): void {
  // A plan shows its progress where it is applied.
  if (event.run_kind !== 'gap_analysis') return;
  if (event.type === 'run_ended') runProgress.value = undefined;
  else if (event.type === 'run_started') runProgress.value = { runId: event.run_id, share: undefined };
  else
    runProgress.value = {
      runId: event.run_id,
      share: event.total === 0 ? undefined : event.done / event.total,
    };
}
