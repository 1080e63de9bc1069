import helmet from '@fastify/helmet';
import { fastify, type FastifyInstance } from 'fastify';

/** Gives every answer {@link helmetHeaders}. */
export function addSecurityHeaders(
  instance: FastifyInstance,
  headers: Readonly<Record<string, string>>,
): void {
  instance.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

/**
 * The headers of helmet, names in lower case. They are the same for all requests, so helmet is asked once, by a server that
 * listens nowhere, and not for each answer.
 */
export async function helmetHeaders(): Promise<Readonly<Record<string, string>>> {
  const server = fastify();
  await server.register(helmet, {
    // Over plain HTTP, the docs page could not load its own scripts otherwise.
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
  });
  server.get('/', (_request, reply) => reply.status(204).send());
  const { headers } = await server.inject('/');
  await server.close();
  const perAnswer = new Set(['date', 'connection', 'content-length', 'keep-alive']);
  const fixed = Object.entries(headers).filter(([name]) => !perAnswer.has(name));
  return Object.fromEntries(fixed.map(([name, value]) => [name, String(value)]));
}
