import { LogController } from 'fastify';

/** Keeps Fastify from writing lines of its own about requests: `addRequestContext` writes one. Failing streams stay. */
export class RequestLines extends LogController {
  override incomingRequest(): void {
    return;
  }

  override requestCompleted(): void {
    return;
  }

  override routeNotFound(): void {
    return;
  }
}
