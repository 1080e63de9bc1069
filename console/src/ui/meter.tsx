import type { JSX } from 'preact';

/** A share as a bar; the figure stands beside it, so it is hidden from screen readers. */
export function Meter({ percent, tone }: { readonly percent: number; readonly tone?: string }): JSX.Element {
  return (
    <div class={`meter ${tone ?? toneOf(percent)}`} aria-hidden="true">
      <div style={{ width: `${Math.max(percent, 0)}%` }} />
    </div>
  );
}

/** From which coverage on a site looks well, and from which it looks poor. */
export function toneOf(percent: number): 'good' | 'fair' | 'poor' {
  if (percent >= 95) return 'good';
  return percent >= 80 ? 'fair' : 'poor';
}
