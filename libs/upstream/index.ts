export * from './upstream.errors';
export * from './http';
