import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { cacheKeys } from '../cache/cache-keys';
import { CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { ProblemError } from '../common/problem';
import { Configuration } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import { derivedGuid } from '../microshare/device-guids';

/** An answer that is given again to a repeated request. */
export interface RememberedAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An answer, and whether it is that of an earlier request. */
export type GivenAnswer = RememberedAnswer & { readonly replayed: boolean };

type KeyRecord =
  | { readonly state: 'running'; readonly request: string; readonly run: string }
  | { readonly state: 'done'; readonly request: string; readonly answer: RememberedAnswer };

/** How long answers are remembered, in seconds, and how long a repetition waits for the first request. */
const REMEMBERED_S = 86_400;
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
    private readonly configuration: Configuration,
  ) {}

  /**
   * Runs the work once per key and caller. Without a key it simply runs. While it runs the key is its own, by a lease that
   * is renewed: a replica that dies or stops gives it up to a repetition, which has to recognise what was done.
   * @param request what the caller asked for; the same key with another request is refused
   * @throws ProblemError `unprocessable` for a key used for something else or of a wrong form
   * @throws CacheUnavailableError when the store cannot be reached beforehand. When it is lost while the work runs, the
   * outcome is given all the same; repetitions run the work again.
   */
  async once(
    principal: Principal,
    key: string | undefined,
    request: unknown,
    work: () => Promise<RememberedAnswer>,
  ): Promise<GivenAnswer> {
    if (key === undefined) return { ...(await work()), replayed: false };
    refuseBadKey(key);
    const { leaseMs } = this.configuration.writes;
    const place = cacheKeys.idempotency(principal.account, digest([principal.kind, principal.name, key]));
    const fingerprint = digest(request);
    const claim = textOf({ state: 'running', request: fingerprint, run: randomUUID() });
    const deadline = Date.now() + WAIT_MS;
    while (!(await this.store.setIfAbsent(place, claim, leaseMs / 1000))) {
      const answer = await this.earlierAnswer(place, fingerprint);
      if (answer !== undefined) return { ...answer, replayed: true };
      if (Date.now() > deadline) throw stillRunning();
      await delay(POLL_MS);
    }
    const renewal = setInterval(() => {
      void this.tolerateOutage(() => this.store.replaceIf(place, claim, claim, leaseMs / 1000));
    }, leaseMs / 3).unref();
    try {
      const answer = await work();
      return (
        (await this.tolerateOutage(() => this.remember(place, claim, fingerprint, answer))) ?? {
          ...answer,
          replayed: false,
        }
      );
    } catch (error) {
      await this.tolerateOutage(() => this.store.deleteIf(place, claim));
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  /** Of several runs, as when one was stopped for too long, the first to end decides what all are answered. */
  private async remember(
    place: string,
    claim: string,
    request: string,
    answer: RememberedAnswer,
  ): Promise<GivenAnswer> {
    const record = textOf({ state: 'done', request, answer });
    const ours = { ...answer, replayed: false };
    if (await this.store.replaceIf(place, claim, record, REMEMBERED_S)) return ours;
    if (await this.store.setIfAbsent(place, record, REMEMBERED_S)) return ours;
    const text = await this.store.get(place);
    const other = text === undefined ? undefined : (JSON.parse(text) as KeyRecord);
    if (text === undefined || other?.request !== request) return ours;
    if (other.state === 'done') return { ...other.answer, replayed: true };
    await this.store.replaceIf(place, text, record, REMEMBERED_S);
    return ours;
  }

  /** What the work has led to counts more than that it could not be noted. */
  private async tolerateOutage<T>(note: () => Promise<T>): Promise<T | undefined> {
    try {
      return await note();
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
      return undefined;
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

function textOf(record: KeyRecord): string {
  return JSON.stringify(record);
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
