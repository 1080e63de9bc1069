import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { BaseErpAdapter } from './base-erp.adapter';
import type { ErpDescription } from './erp-description';

/** The one connection there is so far. */
export const DEFAULT_CONNECTION = 'default';

/** What is known of a connection. */
export interface ErpConnection {
  readonly id: string;
  readonly system: string;
  /** As it was read last; undefined while it never could be. */
  readonly description?: ErpDescription;
  readonly readAt?: Date;
  /** Why the last attempt to read it failed. */
  readonly lastError?: string;
}

/** The connections to ERPs, and their capability records, which are read once and again by each test. */
@Injectable()
export class ErpConnections {
  private known: { readonly description: ErpDescription; readonly readAt: Date } | undefined;

  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly configuration: Configuration,
  ) {}

  /** Reads what was never read. An ERP that is away is told by `lastError`. @throws the signal's reason */
  async list(signal?: AbortSignal): Promise<readonly ErpConnection[]> {
    if (this.configuration.erp.adapter === 'none') return [];
    const { system } = this.erp.capabilities();
    const failure = this.known === undefined ? await this.tryReading(signal) : undefined;
    return [
      {
        ...{ id: DEFAULT_CONNECTION, system },
        ...this.known,
        ...(failure !== undefined && { lastError: failure }),
      },
    ];
  }

  /** Reads the record anew. @throws UpstreamError @throws the signal's reason */
  async read(signal?: AbortSignal): Promise<ErpDescription> {
    const description = await this.erp.describe(signal);
    this.known = { description, readAt: new Date() };
    return description;
  }

  private async tryReading(signal?: AbortSignal): Promise<string | undefined> {
    try {
      await this.read(signal);
      return undefined;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof Error) return error.message;
      throw error;
    }
  }
}
