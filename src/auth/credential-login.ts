import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { UpstreamAuthenticationError } from '@libs/upstream';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { ProblemError } from '../common/problem';
import { abortedWith } from '../common/request-signal';
import { Configuration } from '../config/configuration';
import { type OpenedSession, SessionService } from './session.service';

/** Opens a session for what a person types in, and records every attempt. */
@Injectable()
export class CredentialLogin {
  private readonly logger = new Logger('Auth');

  constructor(
    private readonly sessions: SessionService,
    private readonly audit: AuditTrail,
    private readonly configuration: Configuration,
  ) {}

  /**
   * @throws ProblemError `unauthorized` for wrong credentials
   * @throws UpstreamError when Microshare cannot tell; CacheUnavailableError when the session cannot be kept
   */
  async withPassword(username: string, password: string, reply: FastifyReply): Promise<OpenedSession> {
    try {
      const opened = await this.sessions.open(username, password, abortedWith(reply));
      this.recordOpened(opened, reply);
      return opened;
    } catch (error) {
      const wrong = error instanceof UpstreamAuthenticationError;
      const reason = wrong ? 'wrong credentials' : nameOf(error);
      this.logger.warn({ username, client: reply.request.ip, reason }, 'log-in failed');
      this.recordFailed(username, wrong ? 'refused' : 'failed', reason, reply);
      if (!wrong) throw error;
      throw refused('user name or password are wrong', error);
    }
  }

  /** @throws as {@link withPassword} */
  async withKey(apiKey: string, reply: FastifyReply): Promise<OpenedSession> {
    const opened = await this.sessions.openForKey(apiKey);
    if (opened !== undefined) {
      this.recordOpened(opened, reply);
      return opened;
    }
    this.logger.warn({ client: reply.request.ip, reason: 'unknown API key' }, 'log-in failed');
    this.recordFailed('an API key', 'refused', 'unknown API key', reply);
    throw refused('the API key is not known');
  }

  private recordOpened({ session }: OpenedSession, { request }: FastifyReply): void {
    const { username: name, role, account } = session;
    const kind = session.keySha256 === undefined ? 'session' : 'api_key';
    this.audit.record({
      ...by({ kind, name, role, account }),
      action: 'auth.login',
      subject: { kind: 'user', id: name },
      result: 'done',
      detail: `from ${request.ip}`,
    });
  }

  private recordFailed(
    name: string,
    result: 'refused' | 'failed',
    reason: string,
    { request }: FastifyReply,
  ): void {
    this.audit.record({
      tenant: this.configuration.tenant,
      actor: { kind: 'anonymous', name },
      action: 'auth.login',
      subject: { kind: 'user', id: name },
      result,
      detail: `from ${request.ip}: ${reason}`,
    });
  }
}

function refused(detail: string, cause?: unknown): ProblemError {
  return new ProblemError('unauthorized', detail, {
    headers: { 'WWW-Authenticate': 'Bearer realm="trapline"' },
    cause,
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
