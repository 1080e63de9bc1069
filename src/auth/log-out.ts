import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { ProblemError } from '../common/problem';
import { Authenticator } from './authenticator';
import { SessionService } from './session.service';

/** Ends the session that a request came with, and records it. */
@Injectable()
export class LogOut {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly sessions: SessionService,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @throws ProblemError `bad-request` for a request without a session
   * @throws CacheUnavailableError when other replicas cannot be told; nothing has ended then
   */
  async of(request: FastifyRequest): Promise<void> {
    const authentication = await this.authenticator.of(request.raw);
    if (authentication.state !== 'accepted' || authentication.session === undefined) {
      throw new ProblemError('bad-request', 'an API key has no session to end');
    }
    const { principal, session } = authentication;
    const act = {
      ...by(principal),
      action: 'auth.logout',
      subject: { kind: 'user', id: principal.name },
    };
    await this.audit.witness(act, () => this.sessions.close(session.token));
  }
}
