import type { JSX } from 'preact';
import { KINDS } from '../../data/kinds.ts';
import { number, t } from '../../messages.ts';
import { path, query, withQuery } from '../../router.ts';
import { countsByKind, kind, matchingCount } from './gap-selection.ts';

/** The kinds of gap that there are, each with its number. */
export function KindFilter(): JSX.Element {
  const counts = countsByKind.value;
  const shown = KINDS.filter((each) => counts.has(each) || each === kind.value);
  return (
    <nav class="kind-filter card" aria-label={t('gaps.kinds')}>
      <ul class="plain">
        <Entry
          to={linkTo(undefined)}
          current={kind.value === undefined}
          words={t('gaps.all')}
          count={matchingCount.value}
        />
        {shown.map((each) => (
          <Entry
            key={each}
            to={linkTo(each)}
            current={kind.value === each}
            words={t(`kind.${each}`)}
            count={counts.get(each) ?? 0}
          />
        ))}
      </ul>
    </nav>
  );
}

interface EntryProps {
  readonly to: string;
  readonly current: boolean;
  readonly words: string;
  readonly count: number;
}

function Entry({ to, current, words, count }: EntryProps): JSX.Element {
  return (
    <li>
      <a href={to} class="kind-link" aria-current={current ? 'true' : undefined}>
        <span>{words}</span>
        <span class="count">{number(count)}</span>
      </a>
    </li>
  );
}

function linkTo(each: string | undefined): string {
  const params = new URLSearchParams(query.value);
  params.delete('gap');
  if (each === undefined) params.delete('kind');
  else params.set('kind', each);
  return withQuery(path.value, params);
}
