export * from './microshare/microshare.options';
export * from './microshare/microshare.simulator';
export type { ScriptedAnswer } from './microshare/microshare-faults';
export type { LoggedCall } from './microshare/call-log';
export type { FaultScope, FaultTarget } from './microshare/fault-script';
