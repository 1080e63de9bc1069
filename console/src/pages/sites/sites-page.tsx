import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import { followDevices } from '../../data/devices.ts';
import { findings } from '../../data/findings.ts';
import { latestReport } from '../../data/reports.ts';
import { useFresh } from '../../data/use-resource.ts';
import { moment, number, percent, t } from '../../messages.ts';
import { query, setQuery } from '../../router.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Wait } from '../../ui/wait.tsx';
import { SiteDetail } from './site-detail.tsx';
import { type SiteFigures, sitesByCustomer } from './site-figures.ts';

const EVERY_MS = 30_000;
const MEASURES = ['coverage', 'gaps', 'status'] as const;
type Measure = (typeof MEASURES)[number];

/** Every site as a tile, coloured by how it stands. */
export function SitesPage(): JSX.Element {
  useFresh(EVERY_MS, latestReport);
  useEffect(followDevices, []);
  const report = latestReport.data.value;
  useEffect(() => {
    void findings.load();
  }, [report?.id]);
  const trouble = latestReport.trouble.value;
  const measure = MEASURES.find((each) => each === query.value.get('by')) ?? 'coverage';
  const asOf = report?.ended_at ?? null;
  return (
    <>
      <PageHead
        title={t('nav.sites')}
        {...(asOf !== null && { words: t('overview.as-of', { at: moment(asOf) }) })}
      >
        <fieldset class="segments" aria-label={t('sites.by')}>
          {MEASURES.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="measure"
                checked={measure === each}
                onChange={() => {
                  setQuery({ by: each === 'coverage' ? '' : each });
                }}
              />
              {t(`sites.by.${each}`)}
            </label>
          ))}
        </fieldset>
      </PageHead>
      {trouble !== undefined && (
        <ProblemNote trouble={trouble} what={t('overview.failed')} retry={() => void latestReport.load()} />
      )}
      {report === undefined && trouble === undefined && <Wait words={t('overview.wait')} />}
      {report === null && (
        <div class="empty card">
          <h2>{t('gaps.none-yet')}</h2>
          <p class="soft">{t('gaps.none-yet.words')}</p>
        </div>
      )}
      {report != null && (
        <div class="sites">
          <div class="stack">
            <Legend />
            {sitesByCustomer.value.map(([customer, sites]) => (
              <section key={customer} aria-label={customer}>
                <h2 class="site-customer clip">{customer === '' ? t('nameless') : customer}</h2>
                <ul class="plain tiles">
                  {sites.map((site) => (
                    <Tile key={site.site} figures={site} measure={measure} />
                  ))}
                </ul>
              </section>
            ))}
          </div>
          <SiteDetail />
        </div>
      )}
    </>
  );
}

function Tile({
  figures,
  measure,
}: {
  readonly figures: SiteFigures;
  readonly measure: Measure;
}): JSX.Element {
  const { customer, site, points, covered } = figures;
  const open = query.value.get('customer') === customer && query.value.get('site') === site;
  return (
    <li>
      <button
        type="button"
        class={`tile heat-${heatOf(figures, measure)}`}
        aria-pressed={open}
        onClick={() => {
          setQuery(open ? { customer: '', site: '' } : { customer, site });
        }}
      >
        <span class="tile-name clip">{site === '' ? t('nameless') : site}</span>
        <span class="tile-figure">{figureOf(figures, measure)}</span>
        <span class="tile-words">{t('sites.covered', { part: covered, whole: points })}</span>
      </button>
    </li>
  );
}

function figureOf({ percent: share, gaps, devices, idle }: SiteFigures, measure: Measure): string {
  if (measure === 'coverage') return percent(share);
  if (measure === 'gaps') return t('gaps.count', { n: gaps });
  return t('sites.idle', { idle: number(idle), n: devices });
}

/** 0 is well, 4 is worst. */
function heatOf({ percent: share, gaps, points, devices, idle }: SiteFigures, measure: Measure): number {
  if (measure === 'coverage') return step(100 - share, [0, 5, 10, 20]);
  if (measure === 'gaps') return step((gaps / Math.max(points, 1)) * 100, [0, 8, 16, 30]);
  return step((idle / Math.max(devices, 1)) * 100, [0, 15, 30, 50]);
}

function step(value: number, bounds: readonly number[]): number {
  return bounds.filter((bound) => value > bound).length;
}

function Legend(): JSX.Element {
  return (
    <p class="legend" aria-hidden="true">
      {t('sites.well')}
      {[0, 1, 2, 3, 4].map((heat) => (
        <span key={heat} class={`heat heat-${heat}`} />
      ))}
      {t('sites.poor')}
    </p>
  );
}
