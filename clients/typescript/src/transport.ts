import { NotModified, problemOf, TraplineProblem, TraplineUnreachable } from './problem.ts';

export interface TransportOptions {
  /** Replaces the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Repetitions of a request that failed and may be repeated. Default 2. */
  readonly retries?: number;
  /** Deadline of the beginning of an answer, in milliseconds; its body may take longer. Default 30,000. */
  readonly timeoutMs?: number;
}

/** Waits longer than this are left to the caller, in milliseconds. */
const LONGEST_WAIT_MS = 20_000;
const FIRST_WAIT_MS = 250;

/**
 * Sends requests. What cannot be answered, and every answer of 400 and above, is an error. Repeats what failed for the
 * moment (no connection, 429, 502, 503, 504) where a repetition cannot do anything twice: reads, and requests with an
 * `Idempotency-Key`.
 * @returns a function in the place of `fetch`
 * @throws TraplineProblem, TraplineUnreachable, NotModified, or the reason of the request's own signal
 */
export function transport(options: TransportOptions): (request: Request) => Promise<Response> {
  const { retries = 2, timeoutMs = 30_000, fetch = (request) => globalThis.fetch(request) } = options;
  return async (request) => {
    const mayRepeat = request.method === 'GET' || request.headers.has('idempotency-key');
    for (let attempt = 0; ; attempt += 1) {
      const last = !mayRepeat || attempt >= retries;
      const failure = await send(last ? request : request.clone(), fetch, timeoutMs);
      if (failure instanceof Response) return failure;
      const waitMs = last ? undefined : waitBeforeNext(failure, attempt);
      if (waitMs === undefined) throw failure;
      await pause(waitMs, request.signal);
    }
  };
}

async function send(
  request: Request,
  fetch: (request: Request) => Promise<Response>,
  timeoutMs: number,
): Promise<Response | Error> {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(new Error(`no answer within ${timeoutMs} ms`));
  }, timeoutMs);
  try {
    const signal = AbortSignal.any([request.signal, deadline.signal]);
    const response = await fetch(new Request(request, { signal }));
    if (response.status === 304) return new NotModified('nothing has changed');
    return response.status < 400 ? response : await problemOf(response);
  } catch (error) {
    request.signal.throwIfAborted();
    return new TraplineUnreachable(request.method, request.url, error);
  } finally {
    clearTimeout(timer);
  }
}

/** Undefined where the same request would fail again, or only succeed much later. */
function waitBeforeNext(failure: Error, attempt: number): number | undefined {
  const backoff = FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random() / 2);
  if (failure instanceof TraplineUnreachable) return backoff;
  if (!(failure instanceof TraplineProblem) || ![429, 502, 503, 504].includes(failure.status))
    return undefined;
  if (failure.upstream?.retryable === false) return undefined;
  const { retryAfterMs = backoff } = failure;
  return retryAfterMs <= LONGEST_WAIT_MS ? retryAfterMs : undefined;
}

/** @throws the signal's reason when it is aborted before or meanwhile */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(wake, ms);
    function wake(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    }
    signal.addEventListener('abort', wake, { once: true });
  });
  signal.throwIfAborted();
}
