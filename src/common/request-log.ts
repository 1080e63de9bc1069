import type { FastifyInstance } from 'fastify';
import { storage, Store } from 'nestjs-pino/storage';
import type { Logger } from 'pino';

/** Lines that services write while they work for a request carry its id: Nest's logger finds the request's own here. */
export function addRequestLog(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, _reply, done) => {
    storage.run(new RequestStore(request.log as Logger, request.id), done);
  });
}

/** The id of the request that is being worked for; undefined for work of our own. */
export function currentRequestId(): string | undefined {
  const store = storage.getStore();
  return store instanceof RequestStore ? store.requestId : undefined;
}

class RequestStore extends Store {
  constructor(
    logger: Logger,
    readonly requestId: string,
  ) {
    super(logger);
  }
}
