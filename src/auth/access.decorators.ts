import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Role } from '../config/configuration';
import type { Principal } from './principal';

export { Public, PublicIf, PUBLIC_ROUTE } from '../common/public.decorator';

export const MINIMUM_ROLE = 'trapline:minimum-role';

/** A request whose caller the access guard has established. Absent on public routes. */
export type AuthenticatedRequest = FastifyRequest & { principal?: Principal };

/** The least role that may call this route or controller: viewer < operator < admin. Without it, viewer. */
export function Roles(minimum: Role): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(MINIMUM_ROLE, minimum), ApiExtension('x-minimum-role', minimum));
}

/** Injects the {@link Principal} of the caller. Only for closed routes: on a public one there is none. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal =>
  principalOf(context.switchToHttp().getRequest<AuthenticatedRequest>()),
);

/** The caller of a closed route. */
export function principalOf({ principal }: AuthenticatedRequest): Principal {
  if (principal === undefined) throw new TypeError('the caller of a public route is asked for');
  return principal;
}
