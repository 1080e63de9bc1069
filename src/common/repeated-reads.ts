import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers one address, for the caller whom the access check has put into the request. */
export type Read = (request: FastifyRequest, reply: FastifyReply) => void | Promise<void>;

/** Addresses known at a time; the one known for longest gives way. */
const KNOWN = 1_000;
/** A longer address is answered every time as if it were the first. In characters. */
const LONGEST = 1_000;

/**
 * Reads that consoles and pollers repeat. What routing and pipes make of an address depends on the address alone, so they
 * need not run again: a handler hands in, after a good answer, how to answer that very address from then on. For GET
 * routes that every role may call; whoever calls is authenticated each time, and what a read shows depends on that.
 */
@Injectable()
export class RepeatedReads {
  private readonly reads = new Map<string, Read>();

  /** Call once the address has been answered without a refusal. */
  remember({ method, url }: FastifyRequest, read: Read): void {
    if (method !== 'GET' || url.length > LONGEST || this.reads.has(url)) return;
    this.reads.set(url, read);
    if (this.reads.size <= KNOWN) return;
    const [oldest] = this.reads.keys();
    if (oldest !== undefined) this.reads.delete(oldest);
  }

  /** How to answer this request, where its address has been answered before. */
  of({ method, url }: FastifyRequest): Read | undefined {
    return method === 'GET' ? this.reads.get(url) : undefined;
  }
}
