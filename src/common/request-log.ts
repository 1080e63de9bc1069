import type { FastifyInstance } from 'fastify';
import { storage, Store } from 'nestjs-pino/storage';
import type { Logger } from 'pino';

/** Lines that services write while they work for a request carry its id: Nest's logger finds the request's own here. */
export function addRequestLog(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, _reply, done) => {
    storage.run(new Store(request.log as Logger), done);
  });
}
