import type { GapKind } from '@libs/domain';
import type { Role } from '../config/configuration';

/** The device that an event is about. What else it holds is read from the API, which shows it as it is by then. */
export interface DeviceFacts {
  readonly guid: string;
  readonly erp_reference: string;
  readonly customer: string;
  readonly site: string;
  readonly cluster_id: string;
}

interface RunFacts {
  readonly run_kind: RunKind;
  /** Of the run, or of the plan that is applied. */
  readonly run_id: string;
}

export const RUN_KINDS = ['gap_analysis', 'plan'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** What has happened, in ids and plain data. Names are those of the API. */
export type EventFacts =
  | ({
      readonly type: 'device_created' | 'device_changed';
      /** Its ETag. */ readonly version: string;
    } & DeviceFacts)
  | ({ readonly type: 'device_removed' } & DeviceFacts)
  | {
      readonly type: 'gap_found';
      readonly run_id: string;
      readonly finding_id: string;
      readonly kind: GapKind;
      readonly erp_reference: string;
      readonly customer: string;
      readonly site: string;
    }
  | { readonly type: 'gap_closed'; readonly run_id: string; readonly finding_id: string }
  | ({ readonly type: 'run_started'; readonly trigger: string } & RunFacts)
  | ({
      readonly type: 'run_progressed';
      readonly step: string;
      readonly done: number;
      readonly total: number;
    } & RunFacts)
  | ({
      readonly type: 'run_ended';
      readonly status: 'succeeded' | 'failed';
      readonly findings: number | null;
      /** Why it failed, in words. */
      readonly error: string | null;
    } & RunFacts)
  | { readonly type: 'breaker_opened' | 'breaker_closed'; readonly name: string; readonly system: string }
  | { readonly type: 'cache_refreshed'; readonly devices: number; readonly clusters: number }
  /** More has happened than is told one by one, or than can be told after the fact. */
  | { readonly type: 'read_anew'; readonly reason: ReadAnewReason };

export const READ_ANEW_REASONS = ['missed', 'much_changed'] as const;
export type ReadAnewReason = (typeof READ_ANEW_REASONS)[number];

export type EventType = EventFacts['type'];
export type Event = EventFacts & { /** ISO 8601 UTC. */ readonly at: string };

/** The least role that hears of each type. How connected systems fare is for those who run the integration. */
export const EVENT_ROLES: Readonly<Record<EventType, Role>> = {
  device_created: 'viewer',
  device_changed: 'viewer',
  device_removed: 'viewer',
  gap_found: 'viewer',
  gap_closed: 'viewer',
  run_started: 'viewer',
  run_progressed: 'viewer',
  run_ended: 'viewer',
  breaker_opened: 'operator',
  breaker_closed: 'operator',
  cache_refreshed: 'viewer',
  read_anew: 'viewer',
};

export const EVENT_TYPES = Object.keys(EVENT_ROLES) as EventType[];
