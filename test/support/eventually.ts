import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until the check passes, for what announces itself by no event.
 * @throws what the check threw last, when it has not passed by the deadline
 */
export async function eventually<T>(check: () => T | Promise<T>, deadlineMs = 10_000): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(10);
    }
  }
}
