import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Configuration } from '../config/configuration';

export const PUBLIC_ROUTE = 'trapline:public-route';

/** Marks an operation in the API document; `describeApi` turns it into an empty security requirement. */
export const PUBLIC_EXTENSION = 'x-public';

/** Decides with the settings at hand whether a route is open to everybody. */
export type PublicWhen = (configuration: Configuration) => boolean;

/** Opens a route or a controller to everybody. Everything else is closed. */
export function Public(): ClassDecorator & MethodDecorator {
  const always: PublicWhen = () => true;
  return applyDecorators(SetMetadata(PUBLIC_ROUTE, always), ApiExtension(PUBLIC_EXTENSION, true));
}

/** Opens a route or a controller only under settings that ask for it. */
export function PublicIf(when: PublicWhen): ClassDecorator & MethodDecorator {
  return SetMetadata(PUBLIC_ROUTE, when);
}
