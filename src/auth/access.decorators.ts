import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Role } from '../config/configuration';
import type { Principal } from './principal';

export const MINIMUM_ROLE = 'trapline:minimum-role';
export const PUBLIC_ROUTE = 'trapline:public-route';

/** A request whose caller the access guard has established. Absent on public routes. */
export type AuthenticatedRequest = FastifyRequest & { principal?: Principal };

/** The least role that may call this route or controller: viewer < operator < admin. Without it, viewer. */
export function Roles(minimum: Role): ClassDecorator & MethodDecorator {
  return SetMetadata(MINIMUM_ROLE, minimum);
}

/** Opens a route or controller to everybody. Everything else is closed. */
export function Public(): ClassDecorator & MethodDecorator {
  return SetMetadata(PUBLIC_ROUTE, true);
}

/** Injects the {@link Principal} of the caller. Only for closed routes: on a public one there is none. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal => {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal === undefined) throw new TypeError('@CurrentPrincipal() is used on a public route');
    return principal;
  },
);
