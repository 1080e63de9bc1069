import type { HeldCall } from '@libs/simulators';

const DEADLINE_MS = 10_000;

/** Resolves once the round has got to the step in which it is held; a strike that does not hit its step proves nothing. */
export async function reached(held: HeldCall, step: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no round was caught ${step}`));
    }, DEADLINE_MS);
  });
  try {
    await Promise.race([held.reached, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
