import { signal } from '@preact/signals';
import { createTrapline, TraplineProblem, TraplineUnreachable } from '@trapline/client';

/** The session has ended while the console was in use. What is on the screen stays. */
export const sessionEnded = signal(false);

/** False from a call that got no answer until Trapline answers again. */
export const connected = signal(true);

/** True while the console hears of what happens elsewhere. */
export const live = signal(false);

const LOOK_AGAIN_MS = 2_000;

/** Every call of the console. The header proves to the server that its own page has made the call. */
export const trapline = createTrapline({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  headers: { 'X-Trapline-Client': 'console' },
  fetch: async (request) => {
    try {
      const answer = await window.fetch(request);
      connected.value = true;
      const login = request.url.endsWith('/auth/session');
      if (answer.status === 401 && !login) sessionEnded.value = true;
      return answer;
    } catch (error) {
      if (!request.signal.aborted) lost();
      throw error;
    }
  },
});

/** Asks until Trapline answers again. */
function lost(): void {
  if (!connected.peek()) return;
  connected.value = false;
  const look = async (): Promise<void> => {
    try {
      await window.fetch('/health/live', { cache: 'no-store' });
      connected.value = true;
    } catch {
      // Nobody waits for this call: that it failed is all there is to know.
      schedule();
    }
  };
  const schedule = (): void => {
    window.setTimeout(() => void look(), LOOK_AGAIN_MS);
  };
  schedule();
}

/** What went wrong, for {@link ProblemNote}: what happened, and the id under which the log knows it. */
export interface Trouble {
  readonly kind: 'lost' | 'refused' | 'defect';
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly fields: readonly { readonly field: string; readonly message: string }[];
  readonly requestId: string | null;
  readonly retryable: boolean;
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof TraplineProblem) {
    const { status, title, message, errors, requestId, upstream } = error;
    const retryable = upstream?.retryable ?? (status === 429 || status === 503);
    return { kind: 'refused', status, title, detail: message, fields: errors, requestId, retryable };
  }
  const lostConnection = error instanceof TraplineUnreachable;
  return {
    kind: lostConnection ? 'lost' : 'defect',
    status: 0,
    title: '',
    detail: error instanceof Error ? error.message : String(error),
    fields: [],
    requestId: null,
    retryable: lostConnection,
  };
}
