import type { ComponentChildren, JSX } from 'preact';

interface Props {
  readonly title: string;
  readonly words?: string;
  /** Buttons. */
  readonly children?: ComponentChildren;
}

export function PageHead({ title, words, children }: Props): JSX.Element {
  return (
    <header class="page-head">
      <div>
        <h1>{title}</h1>
        {words !== undefined && <p class="soft">{words}</p>}
      </div>
      <div class="page-actions">{children}</div>
    </header>
  );
}
