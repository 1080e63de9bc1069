import type { FastifyInstance, FastifyRequest } from 'fastify';

/** For `@RouteConfig`: the route's `request.body` is the text as it came, for who has to verify it before reading it. */
export interface RawBodyRoute {
  readonly rawBody: true;
  /** A longer body is refused with 413. */
  readonly bodyLimitBytes: number;
}

/**
 * JSON by Fastify's own parser, but for routes that take the text. Nothing at all is no body, whatever its type is said to be:
 * many programs name the type with every call. Call before any route is declared.
 */
export function addJsonBodies(instance: FastifyInstance): void {
  const parseJson = instance.getDefaultJsonParser('error', 'error');
  instance.removeContentTypeParser('application/json');
  instance.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (takesText(request)) done(null, body);
    else if (body.length === 0) done(null);
    else void parseJson(request, body.toString(), done);
  });
  instance.addHook('onRoute', (route) => {
    const { bodyLimitBytes } = (route.config ?? {}) as Partial<RawBodyRoute>;
    if (bodyLimitBytes !== undefined) route.bodyLimit = bodyLimitBytes;
  });
}

function takesText({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as Partial<RawBodyRoute>).rawBody === true;
}
