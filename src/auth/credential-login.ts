import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { UpstreamAuthenticationError } from '@libs/upstream';
import { ProblemError } from '../common/problem';
import { abortedWith } from '../common/request-signal';
import { type OpenedSession, SessionService } from './session.service';

/** Opens a session for what a person types in, and leaves a line in the log for every attempt that fails. */
@Injectable()
export class CredentialLogin {
  private readonly logger = new Logger('Auth');

  constructor(private readonly sessions: SessionService) {}

  /**
   * @throws ProblemError `unauthorized` for wrong credentials
   * @throws UpstreamError when Microshare cannot tell; CacheUnavailableError when the session cannot be kept
   */
  async withPassword(username: string, password: string, reply: FastifyReply): Promise<OpenedSession> {
    try {
      return await this.sessions.open(username, password, abortedWith(reply));
    } catch (error) {
      const wrong = error instanceof UpstreamAuthenticationError;
      const reason = wrong ? 'wrong credentials' : nameOf(error);
      this.logger.warn({ username, client: reply.request.ip, reason }, 'log-in failed');
      if (!wrong) throw error;
      throw refused('user name or password are wrong', error);
    }
  }

  /** @throws as {@link withPassword} */
  async withKey(apiKey: string, reply: FastifyReply): Promise<OpenedSession> {
    const opened = await this.sessions.openForKey(apiKey);
    if (opened !== undefined) return opened;
    this.logger.warn({ client: reply.request.ip, reason: 'unknown API key' }, 'log-in failed');
    throw refused('the API key is not known');
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
