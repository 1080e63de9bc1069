import type { IncomingMessage } from 'node:http';

/** What is known already of a request that comes to Fastify after another way could not answer it. */
export interface HandedOver {
  /** By `performance.now()`: its time counts from there. */
  readonly arrivedAt: number;
  /** What answering it has thrown, for whom; absent where it has not been tried. */
  readonly failure?: { readonly error: unknown; readonly principal: unknown };
}

const handed = new WeakMap<IncomingMessage, HandedOver>();

/** Call right before Fastify gets the request. */
export function handOver(request: IncomingMessage, known: HandedOver): void {
  handed.set(request, known);
}

/** Undefined for a request that came to Fastify at once. */
export function handedOver(request: IncomingMessage): HandedOver | undefined {
  return handed.get(request);
}
