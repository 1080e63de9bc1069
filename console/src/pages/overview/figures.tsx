import type { ComponentChildren, JSX } from 'preact';
import type { CacheStatusDto, GapReportDto } from '@trapline/client';
import { number, percent, span, t } from '../../messages.ts';

interface Props {
  readonly report: GapReportDto;
  readonly cache: CacheStatusDto | undefined;
}

/** The four figures that a planner asks for. */
export function Figures({ report, cache }: Props): JSX.Element | null {
  const { totals, difference, counts } = report;
  if (totals === null || counts == null) return null;
  return (
    <dl class="figures">
      <Figure name={t('figure.coverage')} value={percent(totals.coverage_percent)}>
        {t('figure.coverage.words', { covered: totals.covered_points, points: totals.active_points })}
      </Figure>
      <Figure name={t('figure.missing')} value={number(counts.point_without_device)}>
        {t('figure.missing.words')}
      </Figure>
      <Figure name={t('figure.findings')} value={number(totals.findings)}>
        {difference?.previous_run_id == null
          ? t('figure.findings.first')
          : t('figure.findings.words', {
              opened: difference.opened.length,
              closed: difference.closed.length,
            })}
      </Figure>
      <Figure name={t('figure.age')} value={cache?.age_seconds == null ? '–' : span(cache.age_seconds)}>
        {cache === undefined
          ? ''
          : t('figure.age.words', { devices: cache.devices, clusters: cache.clusters })}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly children: ComponentChildren;
}

function Figure({ name, value, children }: FigureProps): JSX.Element {
  return (
    <div class="figure card">
      <dt>{name}</dt>
      <dd class="figure-value">{value}</dd>
      <dd class="soft">{children}</dd>
    </div>
  );
}
