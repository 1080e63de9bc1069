import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ReadyAnswer } from '../common/ready-answer';
import type { Principal } from './principal';

/** Answers one address, for whoever has been authenticated, from nothing but what it is given. */
export type Read = (caller: Principal, headers: IncomingHttpHeaders) => ReadyAnswer | Promise<ReadyAnswer>;

export interface KnownRead {
  /** Pattern of the route that the address belongs to. */
  readonly route: string;
  readonly read: Read;
}

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
  private readonly reads = new Map<string, KnownRead>();

  /** Call once the address has been answered without a refusal. */
  remember({ method, url, routeOptions }: FastifyRequest, read: Read): void {
    if (method !== 'GET' || url.length > LONGEST || this.reads.has(url)) return;
    this.reads.set(url, { route: routeOptions.url ?? url, read });
    if (this.reads.size <= KNOWN) return;
    const [oldest] = this.reads.keys();
    if (oldest !== undefined) this.reads.delete(oldest);
  }

  /** How to answer this request, where its address has been answered before. */
  of({ method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>): KnownRead | undefined {
    return method === 'GET' ? this.reads.get(url) : undefined;
  }
}
