import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';

/** A shorter wait is not worth a flicker. */
const NOTICEABLE_MS = 300;

/** Says that something is under way, once it has taken long enough to be noticed. */
export function Wait({
  words,
  share,
}: {
  readonly words: string;
  readonly share?: number;
}): JSX.Element | null {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      setShown(true);
    }, NOTICEABLE_MS);
    return () => {
      window.clearTimeout(timer);
    };
  }, []);
  if (!shown) return <div class="wait-room" />;
  return (
    <div class="wait" role="status">
      <ProgressBar share={share} label={words} />
      <p class="soft">{words}</p>
    </div>
  );
}

interface BarProps {
  /** 0..1; undefined while nobody knows how far it is. */
  readonly share: number | undefined;
  readonly label: string;
}

export function ProgressBar({ share, label }: BarProps): JSX.Element {
  const known = share === undefined ? {} : { 'aria-valuenow': Math.round(share * 100) };
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...known}
    >
      <div
        class={share === undefined ? 'progress-fill unknown' : 'progress-fill'}
        style={{ width: share === undefined ? '' : `${Math.round(share * 100)}%` }}
      />
    </div>
  );
}
