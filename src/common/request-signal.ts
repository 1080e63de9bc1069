import type { FastifyReply } from 'fastify';

/** Aborts when the client goes away before its answer is complete, so that work done for nobody stops. */
export function abortedWith(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const giveUp = (): void => {
    if (!reply.raw.writableFinished) controller.abort(new Error('the client closed the connection'));
  };
  if (reply.raw.destroyed) giveUp();
  else reply.raw.once('close', giveUp);
  return controller.signal;
}
