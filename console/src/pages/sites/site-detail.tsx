import type { JSX } from 'preact';
import { number, percent, t } from '../../messages.ts';
import { query } from '../../router.ts';
import { areasOf, sitesByCustomer } from './site-figures.ts';

/** The areas of the site that is open, and the ways to its devices and gaps. */
export function SiteDetail(): JSX.Element {
  const customer = query.value.get('customer');
  const site = query.value.get('site') ?? '';
  const figures = sitesByCustomer.value
    .find(([name]) => name === customer)?.[1]
    .find((each) => each.site === site);
  if (customer === null || figures === undefined) {
    return (
      <section class="site-detail card vacant" aria-label={t('sites.detail')}>
        <p class="soft">{t('sites.choose')}</p>
      </section>
    );
  }
  const place = new URLSearchParams(site === '' ? { customer } : { customer, site });
  return (
    <section class="site-detail card" aria-label={t('sites.detail')}>
      <header class="card-head">
        <div>
          <h2>{site === '' ? t('nameless') : site}</h2>
          <p class="soft">{customer}</p>
        </div>
        <strong>{percent(figures.percent)}</strong>
      </header>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t('column.area')}</th>
            <th scope="col" class="num">
              {t('nav.devices')}
            </th>
            <th scope="col" class="num">
              {t('sites.idle.head')}
            </th>
            <th scope="col" class="num">
              {t('coverage.missing')}
            </th>
          </tr>
        </thead>
        <tbody>
          {areasOf(customer, site).map(({ area, devices, idle, missing }) => (
            <tr key={area}>
              <th scope="row">{area === '' ? t('nameless') : area}</th>
              <td class="num">
                <a href={`/devices?${withText(place, area)}`}>{number(devices)}</a>
              </td>
              <td class="num">{number(idle)}</td>
              <td class="num">{missing === 0 ? '0' : <strong>{number(missing)}</strong>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="form-actions padded">
        <a class="button small" href={`/devices?${place}`}>
          {t('sites.devices')}
        </a>
        <a class="button small" href={`/gaps?${place}`}>
          {t('sites.gaps', { n: figures.gaps })}
        </a>
      </div>
    </section>
  );
}

function withText(place: URLSearchParams, area: string): URLSearchParams {
  const params = new URLSearchParams(place);
  if (area !== '') params.set('q', area);
  return params;
}
