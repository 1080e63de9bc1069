import { randomUUID } from 'node:crypto';
import type { ComparisonTotals, GapKind } from '@libs/domain';

export const RUN_TRIGGERS = ['schedule', 'request'] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

export const RUN_STATUSES = ['running', 'succeeded', 'failed'] as const;

export const RUN_SIDES = ['erp', 'devices'] as const;
/** Which of the two sides could not be read. */
export type RunSide = (typeof RUN_SIDES)[number];

/** What is known of a run from its first moment. Times are ISO 8601 UTC. */
export interface RunHead {
  readonly id: string;
  readonly trigger: RunTrigger;
  readonly startedBy: string;
  readonly startedAt: string;
}

/** What the order of runs is made of. */
export type RunPlace = Pick<RunHead, 'startedAt' | 'id'>;

export interface RunningRun extends RunHead {
  readonly status: 'running';
}

export interface FailedRun extends RunHead {
  readonly status: 'failed';
  /** `null` where the process ended before it could say. */
  readonly endedAt: string | null;
  /** Absent where neither side was to blame. */
  readonly failedSide?: RunSide;
  /** In words, for the people who plan; never an upstream's text with tracebacks or secrets. */
  readonly error: string;
}

export interface SucceededRun extends RunHead {
  readonly status: 'succeeded';
  readonly endedAt: string;
  /** No device in the comparison was read before. */
  readonly devicesAsOf: string;
  /** When reading the inspection points began. */
  readonly pointsAsOf: string;
  readonly counts: Readonly<Record<GapKind, number>>;
  readonly totals: ComparisonTotals;
}

export type GapRun = RunningRun | FailedRun | SucceededRun;

let lastStart = 0;

/** A new run, beginning now; never at the same millisecond as another one of this process, so that their order is told. */
export function newRun(trigger: RunTrigger, startedBy: string): RunningRun {
  lastStart = Math.max(Date.now(), lastStart + 1);
  return {
    status: 'running',
    id: `gap-${randomUUID()}`,
    trigger,
    startedBy,
    startedAt: new Date(lastStart).toISOString(),
  };
}

/** How a run looks whose process ended in the middle of it. */
export function interruptedRun(run: RunningRun): FailedRun {
  return {
    ...run,
    status: 'failed',
    endedAt: null,
    error: 'The run was interrupted: the process that carried it out ended. Start another one.',
  };
}

/** Newest first; the id decides between runs of the same millisecond. */
export function compareRuns(a: RunPlace, b: RunPlace): number {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? 1 : -1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? 1 : -1;
}
