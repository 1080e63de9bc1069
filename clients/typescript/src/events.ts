import type { Trapline } from './client.ts';
import { eventBlocks } from './event-blocks.ts';
import { TraplineProblem } from './problem.ts';
import type { paths } from './schema.ts';
import { pause } from './transport.ts';

/** What happened; `type` tells which. `read_anew`: what is shown has to be read from the API again. */
export type TraplineEvent = paths['/api/v1/events']['get']['responses'][200]['content']['text/event-stream'];
export type TraplineEventType = TraplineEvent['type'];

export interface StreamOptions {
  /** Where an earlier run of events ended, see `onPlace`. */
  readonly lastEventId?: string;
  readonly signal?: AbortSignal;
  /** `open` when the stream stands, `lost` when it has broken and is being opened again. */
  readonly onState?: (state: 'open' | 'lost', reason?: unknown) => void;
  /** Called with the id to resume from whenever it changes. */
  readonly onPlace?: (id: string) => void;
  /** A stream that is silent for longer is taken for broken, in milliseconds. Default 40,000: heartbeats come every 15 s. */
  readonly silenceMs?: number;
  /** The waits between attempts to open it again grow up to this, in milliseconds. Default 30,000. */
  readonly longestWaitMs?: number;
}

export interface EventsOptions extends StreamOptions {
  /** Only these; `read_anew` always comes. */
  readonly types?: readonly TraplineEventType[];
}

/** Opens a stream of events behind this place. */
export type OpenStream = (
  place: string | undefined,
  signal: AbortSignal,
) => Promise<{ readonly data: ReadableStream<Uint8Array> | null }>;

/**
 * Events as they happen, until the caller stops or the signal aborts. A lost connection is opened again, with growing
 * waits, where it broke: what happened meanwhile is told, or `read_anew` comes.
 * @throws TraplineProblem when the server refuses, e.g. because the session has ended
 */
export async function* events(
  trapline: Trapline,
  options: EventsOptions = {},
): AsyncGenerator<TraplineEvent, void, undefined> {
  const { types } = options;
  const open: OpenStream = (place, signal) =>
    trapline.GET('/api/v1/events', {
      params: { query: types === undefined ? {} : { types: [...types] }, header: resumedFrom(place) },
      headers: { Accept: 'text/event-stream' },
      parseAs: 'stream',
      signal,
    });
  for await (const heard of streamedEvents(open, options)) if (heard !== 'open') yield heard;
}

/** `{ 'Last-Event-ID': … }` where there is a place to resume from. */
export function resumedFrom(place: string | undefined): { 'Last-Event-ID'?: string } {
  return place === undefined ? {} : { 'Last-Event-ID': place };
}

/** The events of a stream that is opened again whenever it breaks, and `open` each time that it stands. */
export async function* streamedEvents(
  open: OpenStream,
  options: StreamOptions,
): AsyncGenerator<TraplineEvent | 'open', void, undefined> {
  const { signal = new AbortController().signal, longestWaitMs = 30_000, onState, onPlace } = options;
  const isOver = (): boolean => signal.aborted;
  let place = options.lastEventId;
  let retryMs = 2_000;
  for (let failures = 0; !isOver(); failures += 1) {
    const silence = new Silence(options.silenceMs ?? 40_000, signal);
    try {
      const { data } = await open(place, silence.signal);
      if (data === null) throw new TypeError('the answer has no body');
      onState?.('open');
      yield 'open';
      for await (const block of eventBlocks(data)) {
        failures = 0;
        silence.broken();
        if (block === 'alive') continue;
        if (block.retry !== undefined) retryMs = block.retry;
        if (block.data !== undefined) yield JSON.parse(block.data) as TraplineEvent;
        if (block.id === undefined || block.id === place) continue;
        place = block.id;
        onPlace?.(place);
      }
      onState?.('lost');
    } catch (error) {
      if (isOver()) return;
      if (error instanceof TraplineProblem && !isTemporary(error)) throw error;
      onState?.('lost', error);
    } finally {
      silence.over();
    }
    const wait = jittered(Math.min(longestWaitMs, retryMs * 2 ** Math.min(failures, 5)));
    await pause(wait, signal).catch(() => undefined);
  }
}

/** So that a restarted server is not met by all its clients at once. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}

/** Whether the same call may succeed later. */
export function isTemporary({ status }: TraplineProblem): boolean {
  return status === 429 || status >= 500;
}

/** Aborts when nothing has been heard for a while, or when the caller's signal does. */
class Silence {
  private readonly controller = new AbortController();
  private timer: ReturnType<typeof setTimeout>;
  private readonly giveUp = (): void => {
    clearTimeout(this.timer);
    this.controller.abort(this.outer.reason);
  };

  constructor(
    private readonly ms: number,
    private readonly outer: AbortSignal,
  ) {
    this.timer = this.wait();
    outer.addEventListener('abort', this.giveUp, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  broken(): void {
    clearTimeout(this.timer);
    this.timer = this.wait();
  }

  /** Ends the stream as well, which nobody may have begun to read. */
  over(): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener('abort', this.giveUp);
    this.controller.abort();
  }

  private wait(): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.controller.abort(new Error(`nothing was heard for ${this.ms} ms`));
    }, this.ms);
  }
}
