import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ProblemError } from '../common/problem';
import { PUBLIC_ROUTE, type PublicWhen } from '../common/public.decorator';
import { Configuration, type Role } from '../config/configuration';
import { type AuthenticatedRequest, MINIMUM_ROLE } from './access.decorators';
import { type Authentication, Authenticator } from './authenticator';
import { COOKIE_CALL_HEADER } from './session-cookie';

const RANKS: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Closes every route that is not marked public, and lets in who has the role that the route asks for. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly configuration: Configuration,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const isPublic = this.reflector.getAllAndOverride<PublicWhen | undefined>(PUBLIC_ROUTE, targets);
    if (isPublic?.(this.configuration) === true) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { principal, readOnly, session } = accepted(await this.authenticator.of(request.raw));
    if (session?.inCookie === true) refuseForgedCall(request);
    const minimum = this.reflector.getAllAndOverride<Role | undefined>(MINIMUM_ROLE, targets) ?? 'viewer';
    if (RANKS[principal.role] < RANKS[minimum]) {
      throw new ProblemError(
        'forbidden',
        `this needs the role ${minimum}; the caller has the role ${principal.role}`,
      );
    }
    if (readOnly && !READS.has(request.method)) {
      throw new ProblemError(
        'unavailable',
        'the session cannot be confirmed at the moment; only reading is possible',
        {
          retryAfterS: 5,
          upstream: { system: 'cache', retryable: true },
        },
      );
    }
    request.principal = principal;
    return true;
  }
}

/** A browser sends the cookie with whatever makes it call; only our own pages can add the header. */
function refuseForgedCall({ method, headers }: AuthenticatedRequest): void {
  if (READS.has(method) || headers[COOKIE_CALL_HEADER] !== undefined) return;
  throw new ProblemError(
    'forbidden',
    `a change with the session cookie needs the header ${COOKIE_CALL_HEADER}`,
  );
}

function accepted(authentication: Authentication): Extract<Authentication, { state: 'accepted' }> {
  switch (authentication.state) {
    case 'accepted':
      return authentication;
    case 'absent':
      throw unauthorized('send an API key as X-API-Key, or a session token as Bearer', '');
    case 'refused':
      throw unauthorized(authentication.why, ', error="invalid_token"');
  }
}

function unauthorized(why: string, error: string): ProblemError {
  return new ProblemError('unauthorized', why, {
    headers: { 'WWW-Authenticate': `Bearer realm="trapline"${error}` },
  });
}
