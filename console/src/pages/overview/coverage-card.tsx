import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { GapCoverageDto } from '@trapline/client';
import { ChevronRight } from 'lucide';
import { byCustomer, type CustomerCoverage } from '../../data/coverage.ts';
import { number, percent, t } from '../../messages.ts';
import { Icon } from '../../ui/icon.tsx';
import { Meter } from '../../ui/meter.tsx';

/** Coverage by customer, opened to its sites. */
export function CoverageCard({ coverage }: { readonly coverage: readonly GapCoverageDto[] }): JSX.Element {
  const customers = byCustomer(coverage);
  return (
    <section class="card" aria-labelledby="coverage">
      <header class="card-head">
        <h2 id="coverage">{t('coverage.title')}</h2>
        <span class="soft">{t('coverage.words', { n: customers.length })}</span>
      </header>
      {customers.length === 0 ? (
        <p class="card-empty soft">{t('coverage.empty')}</p>
      ) : (
        <table class="table coverage">
          <thead>
            <tr>
              <th scope="col">{t('coverage.customer')}</th>
              <th scope="col" class="bar-column">
                {t('coverage.covered')}
              </th>
              <th scope="col" class="num">
                {t('coverage.missing')}
              </th>
            </tr>
          </thead>
          <tbody>
            {customers.map((each) => (
              <Customer key={each.customer} coverage={each} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Customer({ coverage }: { readonly coverage: CustomerCoverage }): JSX.Element {
  const [open, setOpen] = useState(false);
  const { customer, sites } = coverage;
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            class="disclose"
            aria-expanded={open}
            onClick={() => {
              setOpen(!open);
            }}
          >
            <Icon of={ChevronRight} size={15} />
            <span class="clip">{customer === '' ? t('nameless') : customer}</span>
          </button>
        </th>
        <Cells {...coverage} to={gapsOf(customer)} />
      </tr>
      {open &&
        sites.map((site) => (
          <tr key={site.site} class="inner">
            <th scope="row">
              <span class="clip">{site.site === '' ? t('nameless') : site.site}</span>
            </th>
            <Cells {...site} to={gapsOf(customer, site.site)} />
          </tr>
        ))}
    </>
  );
}

interface CellProps {
  readonly points: number;
  readonly covered: number;
  readonly percent: number;
  readonly to: string;
}

function Cells({ points, covered, percent: share, to }: CellProps): JSX.Element {
  return (
    <>
      <td>
        <div class="bar-cell">
          <Meter percent={share} />
          <span class="num">{percent(share)}</span>
          <span class="soft num">{t('of', { part: covered, whole: points })}</span>
        </div>
      </td>
      <td class="num">
        {points === covered ? <span class="soft">0</span> : <a href={to}>{number(points - covered)}</a>}
      </td>
    </>
  );
}

function gapsOf(customer: string, site?: string): string {
  const params = new URLSearchParams({ kind: 'point_without_device', customer });
  if (site !== undefined && site !== '') params.set('site', site);
  return `/gaps?${params}`;
}
