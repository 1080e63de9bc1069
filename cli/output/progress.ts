import { type Options, SingleBar } from 'cli-progress';
import type { Host } from '../host';

/** How far the work is; shown on a terminal only. */
export interface Progress {
  at(done: number, total: number, what?: string): void;
  /** Takes the bar away and leaves the terminal as it was. */
  end(): void;
}

const OPTIONS: Options = {
  format: '{what} [{bar}] {value}/{total}',
  barCompleteChar: '█',
  barIncompleteChar: '░',
  barsize: 30,
  clearOnComplete: true,
  hideCursor: true,
  // Ours end with the command, whatever ends it.
  gracefulExit: false,
};

/** A bar on standard error; nothing at all where that is no terminal. */
export function progressBar(host: Host, what: string): Progress {
  const { stderr } = host;
  if (!stderr.isTTY) return { at: () => undefined, end: () => undefined };
  const bar = new SingleBar({ ...OPTIONS, stream: stderr });
  let started = false;
  return {
    at: (done, total, now = what) => {
      if (!started) bar.start(total, done, { what: now });
      started = true;
      bar.setTotal(total);
      bar.update(done, { what: now });
    },
    end: () => {
      if (started) bar.stop();
      started = false;
    },
  };
}
