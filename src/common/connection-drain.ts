import type { Socket } from 'node:net';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Configuration } from '../config/configuration';
import { RunningRequests } from './running-requests';

/** Of the time for shutting down, the share that running requests may take; the rest is for what modules still write. */
const SHARE_FOR_REQUESTS = 2 / 3;
const SWEEP_MS = 50;
/** What a request that has come in part may take to come whole, in sweeps: a second. */
const PATIENCE = 20;

/**
 * Shutting down begins here: no new requests, and the running ones end, before any module lets go of what they use.
 * Belongs into the root module, whose destroy hooks run first. Nest by itself destroys modules before it closes the server.
 */
@Injectable()
export class ConnectionDrain implements OnModuleInit, OnModuleDestroy {
  private readonly connections = new Set<Socket>();

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    private readonly configuration: Configuration,
    private readonly running: RunningRequests,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance<FastifyInstance>().server.on('connection', (socket: Socket) => {
      this.connections.add(socket);
      socket.once('close', () => this.connections.delete(socket));
    });
  }

  async onModuleDestroy(): Promise<void> {
    const instance = this.host.httpAdapter.getInstance<FastifyInstance>();
    const deadlineMs = this.configuration.http.shutdownTimeoutMs * SHARE_FOR_REQUESTS;
    const cutOff = setTimeout(() => {
      instance.log.warn({ deadlineMs }, 'requests still running are cut off');
      instance.server.closeAllConnections();
    }, deadlineMs);
    // A connection whose last answer promised to keep it alive would hold the server open long after that answer.
    let sweeps = 0;
    const sweep = setInterval(() => {
      instance.server.closeIdleConnections();
      this.closeUnused();
      sweeps += 1;
      if (sweeps >= PATIENCE) this.closeUnserved();
    }, SWEEP_MS);
    try {
      await instance.close();
    } finally {
      clearTimeout(cutOff);
      clearInterval(sweep);
    }
  }

  /** Clients open connections ahead of need; to Node one that has never carried a request is not idle. */
  private closeUnused(): void {
    for (const socket of this.connections) if (socket.bytesRead === 0) socket.destroy();
  }

  /** Nor is one whose client has begun a request and then fallen silent: it would be waited for to the end. */
  private closeUnserved(): void {
    for (const socket of this.connections) {
      if (!this.running.isServing(socket) && socket.writableLength === 0) socket.destroy();
    }
  }
}
