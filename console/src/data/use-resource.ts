import { useEffect } from 'preact/hooks';
import type { Resource } from './resource.ts';

/** Keeps resources fresh while the component is on the screen. */
export function useFresh(everyMs: number, ...resources: readonly Pick<Resource<unknown>, 'follow'>[]): void {
  useEffect(() => {
    const stops = resources.map((resource) => resource.follow(everyMs));
    return () => {
      for (const stop of stops) stop();
    };
  }, [everyMs, ...resources]);
}
