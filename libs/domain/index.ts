export * from './device';
export * from './device-version';
export * from './vocabulary';
export * from './inspection-point';
export * from './gap';
export * from './compare/compare-sides';
export * from './compare/difference';
