import type { JSX } from 'preact';

interface Props {
  readonly tone: 'good' | 'warn' | 'bad' | 'info' | 'off';
  readonly words: string;
}

/** A state in words, with a colour for who sees colours. */
export function StatusDot({ tone, words }: Props): JSX.Element {
  return (
    <span class={`status status-${tone}`}>
      <span class="dot" aria-hidden="true" />
      {words}
    </span>
  );
}
