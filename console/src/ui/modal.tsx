import { useEffect, useId, useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { X } from 'lucide';
import { t } from '../messages.ts';
import { Icon } from './icon.tsx';

interface Props {
  readonly title: string;
  /** Undefined: it cannot be closed without an answer. */
  readonly close?: () => void;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** A dialogue over the page. The browser keeps the focus inside, and gives it back afterwards. */
export function Modal({ title, close, wide = false, children }: Props): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class={wide ? 'modal wide' : 'modal'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        close?.();
      }}
    >
      <header class="modal-head">
        <h2 id={titleId}>{title}</h2>
        {close !== undefined && (
          <button type="button" class="button icon-only quiet" aria-label={t('close')} onClick={close}>
            <Icon of={X} />
          </button>
        )}
      </header>
      <div class="modal-body">{children}</div>
    </dialog>
  );
}
