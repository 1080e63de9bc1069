import type { FastifyRequest } from 'fastify';

/** Addresses whose last part is a secret. */
const WITH_SECRET = /^(\/+api\/v1\/hooks\/[^/]+\/[^/]+\/).+$/i;

/** The path of a request, without query and without a secret in it: for logs and answers. */
export function pathOf({ url }: Pick<FastifyRequest, 'url'>): string {
  return (url.split('?', 1)[0] ?? url).replace(WITH_SECRET, '$1***');
}
