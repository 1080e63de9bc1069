import { useId } from 'preact/hooks';
import type { JSX } from 'preact';

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** Draws the control. It names the second id in `aria-describedby` where there is a hint or an error. */
  readonly children: (id: string, describedBy: string) => JSX.Element;
}

/** A control with its label, what it is for, and what is wrong with it. */
export function Field({ label, hint, error, children }: Props): JSX.Element {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id, hintId)}
      {error === undefined ? (
        hint !== undefined && (
          <p id={hintId} class="field-hint">
            {hint}
          </p>
        )
      ) : (
        <p id={hintId} class="field-error">
          {error}
        </p>
      )}
    </div>
  );
}
