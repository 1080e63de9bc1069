import { setImmediate } from 'node:timers/promises';
import {
  HttpPeer,
  UpstreamNotFoundError,
  UpstreamProtocolError,
  type HttpAnswer,
  type HttpCall,
} from '@libs/upstream';
import { brokenAnswer, SYSTEM } from './answer-errors';
import { clusterPartsOf } from './cluster-parts';
import { asCluster, openEnvelope, openList, type Envelope, type ListEnvelope } from './envelope';
import { anotherPageMayFollow, statedPages } from './paging';
import { isJsonObject, type RawCluster } from './raw-cluster';

export interface MicroshareTimeouts {
  readonly authMs: number;
  readonly readMs: number;
  readonly writeMs: number;
  /** Per page: the first page of a wildcard discovery takes 20 s and more, however little there is to see. */
  readonly discoveryMs: number;
}

export interface MicroshareClientOptions {
  /** With a path prefix where the tenant's host has one, e.g. `https://pest.microshare.io/api`. */
  readonly apiUrl: string;
  /** `perPage` of lists. */
  readonly pageSize: number;
  readonly timeouts: MicroshareTimeouts;
  /** Keep-alive pool: open sockets at most. */
  readonly maxSockets?: number;
  /** Epoch milliseconds, for `Retry-After` dates. */
  readonly now?: () => number;
}

/** A cluster's address: the platform has no look-up by id alone. */
export interface ClusterAddress {
  readonly recType: string;
  readonly id: string;
}

export interface MicroshareCall {
  /** Cancels the call; its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
}

export interface ListCall extends MicroshareCall {
  /** Told of each page as it has come in. */
  readonly onPage?: (page: ClusterPage) => void;
}

export interface ClusterPage {
  /** From 1. */
  readonly page: number;
  /** As the platform states, what this login cannot see included; undefined where it does not say. */
  readonly totalPages: number | undefined;
  /** How many it held that no page before it had. */
  readonly clusters: number;
}

export interface WriteResult {
  /** The cluster as stored, where the answer held it whole; the platform answers with a short form as a rule. */
  readonly object?: RawCluster;
}

/**
 * Microshare's device clusters over HTTP. Each call takes the token it acts under, since what is visible depends on it.
 * Every failure is an `UpstreamError`, sorted by what the caller can do; nothing is retried here.
 */
export class MicroshareClient {
  private readonly peer: HttpPeer;
  private readonly now: () => number;

  constructor(private readonly options: MicroshareClientOptions) {
    this.peer = new HttpPeer({
      system: SYSTEM,
      baseUrl: options.apiUrl,
      ...(options.maxSockets !== undefined && { maxSockets: options.maxSockets }),
    });
    this.now = options.now ?? Date.now;
  }

  /** Every cluster this token may see, its own and those shared with it, of all recTypes: all of them, or an error. */
  discover(token: string, call: ListCall = {}): Promise<readonly RawCluster[]> {
    return this.discoverAs(token, (cluster) => cluster, call);
  }

  /** Discovers, and answers what is made of each cluster: its own tree is let go, so that a big fleet needs little room. */
  discoverAs<T>(token: string, make: (cluster: RawCluster) => T, call: ListCall = {}): Promise<readonly T[]> {
    const filter = { field: 'name', search: '' };
    return this.list(token, { operation: 'discover', path: '/device/*', filter }, make, call);
  }

  /** Every cluster of one recType this token may see: all of them, or an error. */
  listByRecType(token: string, recType: string, call: ListCall = {}): Promise<readonly RawCluster[]> {
    const asked = { operation: 'list', path: `/device/${encodeURIComponent(recType)}`, filter: {} };
    return this.list(token, asked, (cluster) => cluster, call);
  }

  /** One cluster with its devices. Missing and not shared are the same `UpstreamNotFoundError`. */
  async readCluster(token: string, address: ClusterAddress, call: MicroshareCall = {}): Promise<RawCluster> {
    const operation = 'read';
    const { objs } = await this.send(token, call, {
      operation,
      method: 'GET',
      path: pathOf(address),
      timeoutMs: this.options.timeouts.readMs,
    });
    const context = { system: SYSTEM, operation };
    if (objs.length === 0) {
      throw new UpstreamNotFoundError(
        `${SYSTEM} (${operation}) shows no such cluster to this login`,
        context,
      );
    }
    const cluster = objs.find((object) => clusterPartsOf(object)?.id === address.id);
    if (cluster === undefined) {
      throw new UpstreamProtocolError(
        `${SYSTEM} (${operation}) sent another cluster than asked for`,
        context,
      );
    }
    return asCluster(cluster, operation);
  }

  /**
   * Replaces a cluster; pass the whole object, since what is left out is lost. There is no version check upstream: the
   * last writer wins. An `UpstreamUnavailableError` whose delivery is `unknown` may have been applied all the same.
   */
  async writeCluster(
    token: string,
    address: ClusterAddress,
    cluster: RawCluster,
    call: MicroshareCall = {},
  ): Promise<WriteResult> {
    const operation = 'write';
    const { objs } = await this.send(token, call, {
      operation,
      method: 'PUT',
      path: pathOf(address),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(cluster),
      timeoutMs: this.options.timeouts.writeMs,
    });
    if (objs.length === 0) throw brokenAnswer('no object at all', { operation, write: true });
    const stored = objs.find((object) => clusterPartsOf(object)?.id === address.id);
    return stored !== undefined && isJsonObject(stored['data'])
      ? { object: asCluster(stored, operation) }
      : {};
  }

  /** Releases connections. */
  close(): void {
    this.peer.close();
  }

  private async list<T>(
    token: string,
    { operation, path, filter }: ListAsked,
    make: (cluster: RawCluster) => T,
    { signal, onPage }: ListCall,
  ): Promise<readonly T[]> {
    const found = new Map<string, T>();
    const { pageSize, timeouts } = this.options;
    for (let page = 1, more = true; more; page += 1) {
      const answer = await this.answerTo(token, signal, {
        operation,
        method: 'GET',
        path,
        query: { details: true, discover: true, ...filter, page, perPage: pageSize },
        timeoutMs: timeouts.discoveryMs,
      });
      const envelope = openList(answer, { operation, write: false }, this.now());
      const fresh = await addNew(found, envelope, { operation, make, signal });
      const totalPages = statedPages(envelope);
      onPage?.({ page, totalPages, clusters: fresh });
      more = anotherPageMayFollow(envelope, { page, pageSize });
      if (more && fresh === 0 && page >= (totalPages ?? 0)) {
        throw new UpstreamProtocolError(`${SYSTEM} (${operation}) repeats its pages: the list has no end`, {
          system: SYSTEM,
          operation,
        });
      }
    }
    return [...found.values()];
  }

  private async send(
    token: string,
    { signal }: MicroshareCall,
    call: Omit<HttpCall, 'signal'>,
  ): Promise<Envelope> {
    const answer = await this.answerTo(token, signal, call);
    return openEnvelope(answer, { operation: call.operation, write: call.method !== 'GET' }, this.now());
  }

  private answerTo(
    token: string,
    signal: AbortSignal | undefined,
    call: Omit<HttpCall, 'signal'>,
  ): Promise<HttpAnswer> {
    const headers = { accept: 'application/json', ...call.headers, authorization: `Bearer ${token}` };
    return this.peer.send({ ...call, headers, signal });
  }
}

interface ListAsked {
  readonly operation: string;
  readonly path: string;
  readonly filter: Readonly<Record<string, string>>;
}

/** For so long at a time, in milliseconds, a list's objects are read before other work of the process has its turn. */
const TURN_MS = 20;

/** Adds what is new and says how many: records that arrive meanwhile shift others onto the next page. */
async function addNew<T>(
  found: Map<string, T>,
  envelope: ListEnvelope,
  asked: {
    readonly operation: string;
    readonly make: (cluster: RawCluster) => T;
    readonly signal: AbortSignal | undefined;
  },
): Promise<number> {
  const before = found.size;
  let turnEnds = performance.now() + TURN_MS;
  for (const object of envelope.objects()) {
    const cluster = asCluster(object, asked.operation);
    const id = clusterPartsOf(cluster)?.id ?? '';
    if (!found.has(id)) found.set(id, asked.make(cluster));
    if (performance.now() < turnEnds) continue;
    await setImmediate();
    asked.signal?.throwIfAborted();
    turnEnds = performance.now() + TURN_MS;
  }
  return found.size - before;
}

function pathOf({ recType, id }: ClusterAddress): string {
  return `/device/${encodeURIComponent(recType)}/${encodeURIComponent(id)}`;
}
