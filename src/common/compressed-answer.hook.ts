import type { FastifyInstance, FastifyReply } from 'fastify';
import { compressed, WORTH_COMPRESSING } from './compressed-answer';
import { codingFor } from './compressed-answer.coding';
import { encodedTag } from './etag';

const COMPRESSIBLE =
  /^(application\/([a-z.-]+\+)?json|text\/(csv|html|css|plain)|image\/svg\+xml|[a-z]+\/javascript)\b/;

/**
 * Compresses JSON and text of {@link WORTH_COMPRESSING} and more as the client asks for it. Answers that have a coding
 * already, and streams, are left as they are.
 */
export function addCompression(instance: FastifyInstance): void {
  instance.addHook('onSend', (request, reply, payload, done) => {
    const body = bodyOf(payload);
    if (body === undefined || !isCompressible(reply)) {
      done(null, payload);
      return;
    }
    varyByCoding(reply);
    const coding = codingFor(request.headers['accept-encoding']);
    if (coding === 'identity') {
      done(null, payload);
      return;
    }
    compressed(body, coding).then(
      (bytes) => {
        reply.removeHeader('content-length').header('Content-Encoding', coding);
        const etag = reply.getHeader('etag');
        if (typeof etag === 'string') reply.header('ETag', encodedTag(etag, coding));
        done(null, bytes);
      },
      (error: unknown) => {
        done(error as Error);
      },
    );
  });
}

/** Adds to `Vary`, which others write too: a cache must not hand out one coding's bytes to who asked for another. */
export function varyByCoding(reply: FastifyReply): void {
  const vary = reply.getHeader('vary');
  if (vary === undefined || vary === '') reply.header('vary', 'Accept-Encoding');
  else if (!/accept-encoding|\*/i.test(String(vary)))
    reply.header('vary', `${String(vary)}, Accept-Encoding`);
}

function bodyOf(payload: unknown): Buffer | undefined {
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return undefined;
  if (payload.length < WORTH_COMPRESSING / 4) return undefined;
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  return body.length < WORTH_COMPRESSING ? undefined : body;
}

function isCompressible(reply: FastifyReply): boolean {
  if (reply.hasHeader('content-encoding')) return false;
  const type = reply.getHeader('content-type');
  return typeof type === 'string' && COMPRESSIBLE.test(type);
}
