import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { varyByCoding } from './compressed-answer.hook';

/** Status, headers and bytes of an answer, whoever sends them: Fastify, or the short way past it. */
export interface ReadyAnswer {
  readonly status: number;
  /** Names in lower case and values in turn, as `writeHead` takes them; without `vary` and `content-length`. */
  readonly headers: readonly string[];
  /** Another `Accept-Encoding` could have given other bytes. */
  readonly variesByCoding: boolean;
  /** Absent for a 304. */
  readonly body?: Buffer | string | Readable;
}

/** Sends it through Fastify, beside the headers that hooks have set. */
export function sendReady(reply: FastifyReply, { status, headers, variesByCoding, body }: ReadyAnswer): void {
  if (variesByCoding) varyByCoding(reply);
  for (let i = 0; i + 1 < headers.length; i += 2) reply.header(headers[i] ?? '', headers[i + 1]);
  void reply.status(status).send(body);
}
