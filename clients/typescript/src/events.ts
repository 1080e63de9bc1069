import type { Trapline } from './client.ts';
import { eventBlocks } from './event-blocks.ts';
import { TraplineProblem } from './problem.ts';
import type { paths } from './schema.ts';
import { pause } from './transport.ts';

/** What happened; `type` tells which. `read_anew`: what is shown has to be read from the API again. */
export type TraplineEvent = paths['/api/v1/events']['get']['responses'][200]['content']['text/event-stream'];
export type TraplineEventType = TraplineEvent['type'];

export interface EventsOptions {
  /** Only these; `read_anew` always comes. */
  readonly types?: readonly TraplineEventType[];
  /** Where an earlier run of events ended, see `onPlace`. */
  readonly lastEventId?: string;
  readonly signal?: AbortSignal;
  /** `open` when the stream stands, `lost` when it has broken and is being opened again. */
  readonly onState?: (state: 'open' | 'lost', reason?: unknown) => void;
  /** Called with the id to resume from whenever it changes. */
  readonly onPlace?: (id: string) => void;
  /** A stream that is silent for longer is taken for broken, in milliseconds. Default 40,000: heartbeats come every 15 s. */
  readonly silenceMs?: number;
}

const LONGEST_WAIT_MS = 30_000;

/**
 * Events as they happen, until the caller stops or the signal aborts. A lost connection is opened again, with growing
 * waits, where it broke: what happened meanwhile is told, or `read_anew` comes.
 * @throws TraplineProblem when the server refuses, e.g. because the session has ended
 */
export async function* events(
  trapline: Trapline,
  options: EventsOptions = {},
): AsyncGenerator<TraplineEvent, void, undefined> {
  const { signal = new AbortController().signal, onState, onPlace } = options;
  const isOver = (): boolean => signal.aborted;
  let place = options.lastEventId;
  let retryMs = 2_000;
  for (let failures = 0; !isOver(); failures += 1) {
    const silence = new Silence(options.silenceMs ?? 40_000, signal);
    try {
      const stream = await open(trapline, options, place, silence.signal);
      onState?.('open');
      for await (const block of eventBlocks(stream)) {
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
    await pause(waitMs(retryMs, failures), signal).catch(() => undefined);
  }
}

async function open(
  trapline: Trapline,
  { types }: EventsOptions,
  place: string | undefined,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { data } = await trapline.GET('/api/v1/events', {
    params: {
      query: types === undefined ? {} : { types: [...types] },
      header: place === undefined ? {} : { 'Last-Event-ID': place },
    },
    headers: { Accept: 'text/event-stream' },
    parseAs: 'stream',
    signal,
  });
  if (data === null) throw new TypeError('the answer has no body');
  return data;
}

/** Jittered, so that a restarted server is not met by all its clients at once. */
function waitMs(retryMs: number, failures: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, retryMs * 2 ** Math.min(failures, 5));
  return longest * (0.5 + Math.random() / 2);
}

function isTemporary({ status }: TraplineProblem): boolean {
  return status === 429 || status >= 500;
}

/** Aborts when nothing has been heard for a while, or when the caller's signal does. */
class Silence {
  private readonly controller = new AbortController();
  private timer: ReturnType<typeof setTimeout>;
  private readonly giveUp = (): void => {
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

  over(): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener('abort', this.giveUp);
  }

  private wait(): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.controller.abort(new Error(`nothing was heard for ${this.ms} ms`));
    }, this.ms);
  }
}
