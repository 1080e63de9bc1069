import type { JSX } from 'preact';
import { CircleCheck, CircleX } from 'lucide';
import type { BatchRun } from '../data/batch-run.ts';
import { number, t } from '../messages.ts';
import { Icon } from './icon.tsx';
import { ProblemNote } from './problem-note.tsx';
import { ProgressBar } from './wait.tsx';

interface Props {
  readonly run: BatchRun;
  /** What an item is about, such as its reference. */
  readonly nameOf: (index: number) => string;
}

/** A batch while it runs, and what became of each item. */
export function BatchView({ run, nameOf }: Props): JSX.Element {
  const total = run.items.length;
  const results = run.results.value;
  if (run.trouble.value !== undefined) {
    return <ProblemNote trouble={run.trouble.value} what={t('batch.failed')} />;
  }
  if (results === undefined) {
    const words = run.waiting.value
      ? t('batch.waiting')
      : t('batch.progress', { done: run.done.value, n: total });
    return (
      <div class="stack" role="status">
        <ProgressBar share={run.done.value / total} label={words} />
        <p class="soft">{words}</p>
      </div>
    );
  }
  const failed = results.filter(({ status }) => status >= 400);
  return (
    <div class="stack">
      <p class={failed.length === 0 ? 'outcome good' : 'outcome'} role="status">
        <Icon of={failed.length === 0 ? CircleCheck : CircleX} />
        {t('batch.done', { done: number(total - failed.length), failed: number(failed.length) })}
      </p>
      {failed.length > 0 && (
        <ul class="plain results">
          {failed.map(({ index, problem }) => (
            <li key={index}>
              <strong>{nameOf(index)}</strong>
              <span>
                {problem?.errors?.map(({ field, message }) => `${field} ${message}`).join('; ') ??
                  problem?.detail}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
