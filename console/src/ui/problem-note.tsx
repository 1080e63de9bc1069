import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Check, CircleAlert, Copy, RotateCw } from 'lucide';
import type { Trouble } from '../api.ts';
import { t } from '../messages.ts';
import { Icon } from './icon.tsx';

interface Props {
  readonly trouble: Trouble;
  /** What could not be done, in words: "The devices could not be read." */
  readonly what: string;
  readonly retry?: () => void;
}

/** An error: what could not be done, why, what to try, and the id to quote. */
export function ProblemNote({ trouble, what, retry }: Props): JSX.Element {
  return (
    <div class="note note-bad" role="alert">
      <Icon of={CircleAlert} />
      <div class="note-body">
        <p class="note-title">{what}</p>
        <p>{trouble.kind === 'lost' ? t('problem.lost') : sentence(trouble.detail)}</p>
        {trouble.fields.length > 0 && (
          <ul class="plain">
            {trouble.fields.map(({ field, message }) => (
              <li key={field + message}>
                <code>{field}</code> {message}
              </li>
            ))}
          </ul>
        )}
        <p class="soft">{remedyOf(trouble)}</p>
        <div class="note-actions">
          {retry !== undefined && (
            <button type="button" class="button small" onClick={retry}>
              <Icon of={RotateCw} size={14} />
              {t('problem.retry')}
            </button>
          )}
          {trouble.requestId !== null && <RequestId id={trouble.requestId} />}
        </div>
      </div>
    </div>
  );
}

function RequestId({ id }: { readonly id: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(id);
    setCopied(true);
  };
  return (
    <button type="button" class="button small quiet" onClick={() => void copy()}>
      <Icon of={copied ? Check : Copy} size={14} />
      <span>
        {copied ? t('problem.copied') : t('problem.id')} <code>{id}</code>
      </span>
    </button>
  );
}

function remedyOf({ kind, status, retryable }: Trouble): string {
  if (kind === 'lost') return t('problem.lost.remedy');
  if (kind === 'defect') return t('problem.defect.remedy');
  if (status === 403) return t('problem.role.remedy');
  if (status === 404) return t('problem.gone.remedy');
  if (status === 409) return t('problem.conflict.remedy');
  if (status === 412) return t('problem.changed.remedy');
  if (status === 422 || status === 400) return t('problem.input.remedy');
  return retryable ? t('problem.wait.remedy') : t('problem.report.remedy');
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
