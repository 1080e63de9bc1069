import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { cacheKeys } from '../cache/cache-keys';
import { CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { ProblemError } from '../common/problem';
import { Metrics } from '../metrics/metrics';
import { derivedGuid } from '../microshare/device-guids';

/** An answer that is given again to a repeated request. */
export interface RememberedAnswer {
  readonly status: number;
  readonly body: unknown;
}

type KeyRecord =
  | { readonly state: 'running'; readonly request: string }
  | { readonly state: 'done'; readonly request: string; readonly answer: RememberedAnswer };

/** How long answers are remembered, and how long a running request may keep its key from its repetitions, in seconds. */
const REMEMBERED_S = 86_400;
const RUNNING_S = 180;
const WAIT_MS = 60_000;
const POLL_MS = 50;

/**
 * `Idempotency-Key`: repetitions of a request get the answer of the first, across replicas and restarts as far as the
 * store reaches. Only success is remembered; a failed request may be repeated with the same key.
 */
@Injectable()
export class Idempotency {
  constructor(
    private readonly store: CacheStore,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Runs the work once per key and caller. Without a key it simply runs.
   * @param request what the caller asked for; the same key with another request is refused
   * @throws ProblemError `unprocessable` for a key used for something else or of a wrong form
   * @throws CacheUnavailableError when the store cannot be reached beforehand. When it is lost while the work runs, the
   * outcome is given all the same; repetitions meet {@link RUNNING_S} of `conflict`, then the work again.
   */
  async once(
    principal: Principal,
    key: string | undefined,
    request: unknown,
    work: () => Promise<RememberedAnswer>,
  ): Promise<RememberedAnswer & { readonly replayed: boolean }> {
    if (key === undefined) return { ...(await work()), replayed: false };
    refuseBadKey(key);
    const place = cacheKeys.idempotency(principal.account, digest([principal.kind, principal.name, key]));
    const fingerprint = digest(request);
    const claim = JSON.stringify({ state: 'running', request: fingerprint } satisfies KeyRecord);
    const deadline = Date.now() + WAIT_MS;
    while (!(await this.store.setIfAbsent(place, claim, RUNNING_S))) {
      const answer = await this.earlierAnswer(place, fingerprint);
      if (answer !== undefined) return { ...answer, replayed: true };
      if (Date.now() > deadline) throw stillRunning();
      await delay(POLL_MS);
    }
    let answer: RememberedAnswer;
    try {
      answer = await work();
    } catch (error) {
      await this.tolerateOutage(() => this.store.deleteIf(place, claim));
      throw error;
    }
    const record = JSON.stringify({ state: 'done', request: fingerprint, answer } satisfies KeyRecord);
    await this.tolerateOutage(() => this.store.set(place, record, REMEMBERED_S));
    return { ...answer, replayed: false };
  }

  /** What the work has led to counts more than that it could not be noted. */
  private async tolerateOutage(note: () => Promise<unknown>): Promise<void> {
    try {
      await note();
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
    }
  }

  private async earlierAnswer(place: string, fingerprint: string): Promise<RememberedAnswer | undefined> {
    const text = await this.store.get(place);
    if (text === undefined) return undefined;
    const record = JSON.parse(text) as KeyRecord;
    if (record.request !== fingerprint) {
      throw new ProblemError(
        'unprocessable',
        'this Idempotency-Key was used for another request; use a new one',
        {
          errors: [{ field: 'Idempotency-Key', message: 'was used with another body' }],
        },
      );
    }
    return record.state === 'done' ? record.answer : undefined;
  }
}

/**
 * The guid of a device created under an idempotency key: the same for every repetition, so that one which outlived its
 * remembered answer is still recognised upstream.
 */
export function guidForKey(principal: Principal, key: string): string {
  const { tenant, account } = principal.account;
  return derivedGuid(JSON.stringify(['idempotency', tenant, account, principal.kind, principal.name, key]));
}

function refuseBadKey(key: string): void {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return;
  throw new ProblemError('unprocessable', 'the Idempotency-Key must be 1 to 255 printable ASCII characters', {
    errors: [
      {
        field: 'Idempotency-Key',
        message: 'must be 1 to 255 printable ASCII characters',
        value: key.slice(0, 100),
      },
    ],
  });
}

function stillRunning(): ProblemError {
  return new ProblemError(
    'conflict',
    'the first request with this Idempotency-Key is still running; try again',
    {
      retryAfterS: 5,
    },
  );
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
