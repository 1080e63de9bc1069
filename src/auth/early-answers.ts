import type { FastifyInstance } from 'fastify';
import type { RepeatedReads } from '../common/repeated-reads';
import type { AuthenticatedRequest } from './access.decorators';
import type { Authentication, Authenticator } from './authenticator';

/**
 * Answers repeated reads right after authentication, without guards and pipes: the access guard lets every authenticated
 * caller read, and the pipes have accepted the address before. Anybody else goes the usual way, to be refused there. Add
 * after the hooks that must see every request.
 */
export function addEarlyAnswers(
  instance: FastifyInstance,
  reads: RepeatedReads,
  authenticator: Authenticator,
): void {
  instance.addHook('onRequest', (request, reply, done) => {
    const read = reads.of(request);
    if (read === undefined) {
      done();
      return;
    }
    const fail = (error: unknown): void => {
      done(error as Error);
    };
    const answer = (authentication: Authentication): void => {
      if (authentication.state !== 'accepted') {
        done();
        return;
      }
      (request as AuthenticatedRequest).principal = authentication.principal;
      try {
        read(request, reply)?.catch(fail);
      } catch (error) {
        fail(error);
      }
    };
    const atOnce = authenticator.atOnce(request);
    if (atOnce !== undefined) answer(atOnce);
    // Where the session cannot be looked up, the access guard finds the same and says so.
    else authenticator.of(request).then(answer, fail);
  });
}
