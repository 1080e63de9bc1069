import type { IncomingMessage } from 'node:http';

/** A request as the endpoints see it: whole, with its path decoded. */
export interface SimulatedRequest {
  readonly method: string;
  /** Decoded segments without empty ones, so that a trailing slash makes no difference. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Reads a request to its end; undefined when its target or its encoding cannot be read. */
export async function readRequest(incoming: IncomingMessage): Promise<SimulatedRequest | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [target = '/', query = ''] = (incoming.url ?? '/').split('?', 2);
  const path = decodeSegments(target);
  if (path === undefined) return undefined;
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function decodeSegments(target: string): readonly string[] | undefined {
  try {
    return target
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
