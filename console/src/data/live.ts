import { effect, signal, untracked } from '@preact/signals';
import { events, TraplineProblem } from '@trapline/client';
import { connected, live, sessionEnded, trapline } from '../api.ts';
import { caller } from '../session.ts';
import { dropChanges, type Heard, hear } from './live-changes.ts';

/** A browser opens six connections to one address: a page that nobody looks at must not hold one of them. */
const looked = signal(document.visibilityState === 'visible');
document.addEventListener('visibilitychange', () => {
  looked.value = document.visibilityState === 'visible';
});

type Listener = (event: Heard) => void;
const listeners = new Set<Listener>();

/** Calls back with every event as it is heard. @returns ends it */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/**
 * Hears what happens for as long as somebody is logged in, looks on, and Trapline answers. After a break it goes on where
 * it stopped. @returns ends it
 */
export function followLive(): () => void {
  let place: string | undefined;
  let current: AbortController | undefined;
  const stop = effect(() => {
    const { value: who } = caller;
    const wanted = who != null && !sessionEnded.value && looked.value && connected.value;
    current?.abort();
    current = undefined;
    if (who === null) place = undefined;
    if (!wanted) {
      live.value = false;
      return;
    }
    const { signal: ended } = (current = new AbortController());
    const keep = (id: string): void => {
      place = id;
    };
    untracked(() => void listen(place, keep, ended));
  });
  return () => {
    stop();
    current?.abort();
    dropChanges();
    live.value = false;
  };
}

async function listen(
  place: string | undefined,
  keep: (id: string) => void,
  signal: AbortSignal,
): Promise<void> {
  // What was read before the first stream stood may be out of date by now, and nobody will tell.
  let knowsPlace = place !== undefined;
  const options = {
    signal,
    onPlace: keep,
    ...(place !== undefined && { lastEventId: place }),
    onState: (state: 'open' | 'lost') => {
      live.value = state === 'open';
      if (state !== 'open' || knowsPlace) return;
      knowsPlace = true;
      tell({ type: 'read_anew' });
    },
  };
  try {
    for await (const event of events(trapline, options)) {
      if (signal.aborted) return;
      tell(event);
    }
  } catch (error) {
    // Refused, most often because the session has ended, of which the call itself has told.
    if (!(error instanceof TraplineProblem)) throw error;
    if (!signal.aborted) live.value = false;
  }
}

function tell(event: Heard): void {
  hear(event);
  for (const listener of listeners) listener(event);
}
