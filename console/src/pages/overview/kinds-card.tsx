import type { JSX } from 'preact';
import type { GapReportDto, GapRunDto } from '@trapline/client';
import { historyOf, type Kind, KINDS } from '../../data/kinds.ts';
import { number, t } from '../../messages.ts';
import { SparkLine } from '../../ui/spark-line.tsx';

interface Props {
  readonly report: GapReportDto;
  readonly runs: readonly GapRunDto[];
}

/** What disagrees, by kind, and how it went over the last runs. */
export function KindsCard({ report, runs }: Props): JSX.Element {
  const { counts } = report;
  const kinds =
    counts == null ? [] : KINDS.filter((kind) => counts[kind] > 0).sort((a, b) => counts[b] - counts[a]);
  const largest = counts == null ? 0 : Math.max(...kinds.map((kind) => counts[kind]));
  return (
    <section class="card" aria-labelledby="kinds">
      <header class="card-head">
        <h2 id="kinds">{t('kinds.title')}</h2>
        <a href="/gaps">{t('kinds.all')}</a>
      </header>
      {kinds.length === 0 ? (
        <p class="card-empty soft">{t('kinds.empty')}</p>
      ) : (
        <ul class="plain kinds">
          {kinds.map((kind) => (
            <KindLine
              key={kind}
              kind={kind}
              count={counts?.[kind] ?? 0}
              largest={largest}
              history={historyOf(runs, kind)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface LineProps {
  readonly kind: Kind;
  readonly count: number;
  readonly largest: number;
  readonly history: readonly number[];
}

function KindLine({ kind, count, largest, history }: LineProps): JSX.Element {
  const before = history.at(-2);
  return (
    <li>
      <a href={`/gaps?kind=${kind}`} class="kind">
        <span class="kind-name">{t(`kind.${kind}`)}</span>
        <SparkLine values={history} label={t('kinds.history', { values: history.join(', ') })} />
        {before !== undefined && before !== count && <Delta by={count - before} />}
        <span class="kind-count num">{number(count)}</span>
        <span class="kind-bar" aria-hidden="true" style={{ width: `${(count / largest) * 100}%` }} />
      </a>
    </li>
  );
}

function Delta({ by }: { readonly by: number }): JSX.Element {
  const text = by > 0 ? `+${number(by)}` : `−${number(-by)}`;
  return <span class={by > 0 ? 'delta up' : 'delta down'}>{text}</span>;
}
