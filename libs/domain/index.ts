export * from './device';
export * from './vocabulary';
export * from './inspection-point';
export * from './gap';
