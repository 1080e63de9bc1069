import { connected } from '../api.ts';

const BREATH_MS = 500;

/** Until Trapline answers again. */
export async function connection(): Promise<void> {
  await new Promise((resolve) => window.setTimeout(resolve, BREATH_MS));
  if (connected.peek()) return;
  await new Promise<void>((resolve) => {
    const stop = connected.subscribe((now) => {
      if (!now) return;
      resolve();
      queueMicrotask(() => {
        stop();
      });
    });
  });
}
