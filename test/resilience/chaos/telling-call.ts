import { KEYS } from '../../support/trapline';
import type { Told } from './history';

/** What the caller of a change knows of it afterwards. */
export interface ToldAnswer {
  readonly told: Told;
  /** The answer's body; undefined where the connection broke before its end. */
  readonly json: any;
}

/** Longest time that a caller waits, in milliseconds: a replica may be stopped meanwhile. */
const LONGEST_MS = 60_000;

/**
 * Asks a replica for a change, as an operator.
 * @throws Error for an answer that no fault explains
 */
export async function tellingCall(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<ToldAnswer> {
  const answer = await ask(url + path, {
    method,
    headers: {
      'x-api-key': KEYS.operator,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  if (typeof answer === 'string') return { told: answer, json: undefined };
  const json: any = JSON.parse(answer.text);
  return { told: toldBy(answer.status, json), json };
}

async function ask(
  address: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly text: string } | Told> {
  try {
    const response = await fetch(address, init);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    // Where nobody listens, nobody has heard; in all other cases the request may have been read.
    return causeOf(error)?.code === 'ECONNREFUSED' ? 'not_made' : 'unknown';
  }
}

function causeOf(error: unknown): NodeJS.ErrnoException | undefined {
  return (error as Error).cause as NodeJS.ErrnoException | undefined;
}

function toldBy(status: number, json: any): Told {
  if (status >= 200 && status < 300) return 'acknowledged';
  if (json.outcome === 'unknown') return 'unknown';
  if (status >= 400 && status < 500) return 'refused';
  if (status === 502 || status === 503) return 'not_made';
  throw new Error(`answered ${status}: ${JSON.stringify(json)}`);
}
