import { h, type JSX } from 'preact';
import type { IconNode } from 'lucide';

/** A picture beside words; the words say what it means, so it is hidden from screen readers. */
export function Icon({ of, size = 18 }: { readonly of: IconNode; readonly size?: number }): JSX.Element {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.9"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {of.map(([tag, attributes], i) => h(tag, { key: i, ...attributes }))}
    </svg>
  );
}
