import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../common/problem';

/** What every process answers, whatever its role: whether it lives, and what it counts. */
const FOR_OPERATORS = /^\/(health|metrics)(\/|\?|$)/;

/** A process that only works in the background answers its operators alone. */
export function refuseUsers(
  instance: FastifyInstance,
  answer: (problem: ProblemError, request: FastifyRequest, reply: FastifyReply) => void,
): void {
  instance.addHook('onRequest', (request, reply, done) => {
    if (FOR_OPERATORS.test(request.url)) {
      done();
      return;
    }
    const detail = 'this process works in the background (ROLE=worker); ask one with ROLE=api or ROLE=all';
    answer(new ProblemError('unavailable', detail), request, reply);
  });
}
