export { type Answer, type Call, createTrapline, type Trapline, type TraplineOptions } from './client.ts';
export { NotModified, type ProblemKind, TraplineProblem, TraplineUnreachable } from './problem.ts';
export { itemsOf, type PagedInit, type PagedPath, pagesOf } from './pages.ts';
export { batch, BatchCutOff, type BatchEvent, type BatchItem, type BatchOptions } from './batch.ts';
export { followPlan, planHasEnded } from './plans.ts';
export {
  events,
  type EventsOptions,
  type StreamOptions,
  type TraplineEvent,
  type TraplineEventType,
} from './events.ts';
export { changeDevice, importDevices } from './devices.ts';
export type * from './schema.ts';
