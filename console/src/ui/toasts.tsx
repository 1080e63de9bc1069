import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { CircleAlert, CircleCheck, X } from 'lucide';
import { t } from '../messages.ts';
import { Icon } from './icon.tsx';

export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly words: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const shown = signal<readonly Toast[]>([]);
let next = 1;

/** Words at the edge of the screen, read out by screen readers. Errors stay until they are closed. */
export function say(
  words: string,
  options: Partial<Omit<Toast, 'id' | 'words'>> & { readonly forMs?: number } = {},
): () => void {
  const { tone = 'good', forMs = tone === 'good' ? 6_000 : undefined, action } = options;
  const toast: Toast = { id: next, tone, words, ...(action !== undefined && { action }) };
  next += 1;
  shown.value = [...shown.value, toast];
  const close = (): void => {
    shown.value = shown.value.filter(({ id }) => id !== toast.id);
  };
  if (forMs !== undefined) window.setTimeout(close, forMs);
  return close;
}

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.value.map((toast) => (
        <div key={toast.id} class={`toast toast-${toast.tone}`}>
          <Icon of={toast.tone === 'good' ? CircleCheck : CircleAlert} />
          <span class="toast-words">{toast.words}</span>
          {toast.action !== undefined && <ToastAction toast={toast} />}
          <button
            type="button"
            class="button icon-only quiet"
            aria-label={t('close')}
            onClick={() => {
              shown.value = shown.value.filter(({ id }) => id !== toast.id);
            }}
          >
            <Icon of={X} size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}

function ToastAction({ toast }: { readonly toast: Toast }): JSX.Element {
  return (
    <button
      type="button"
      class="button small"
      onClick={() => {
        shown.value = shown.value.filter(({ id }) => id !== toast.id);
        toast.action?.run();
      }}
    >
      {toast.action?.label}
    </button>
  );
}
