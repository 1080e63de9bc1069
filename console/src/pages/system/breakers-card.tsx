import type { JSX } from 'preact';
import type { BreakerDto } from '@trapline/client';
import { number, t } from '../../messages.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { isOperation } from './errors-card.tsx';

const TONES = { closed: 'good', half_open: 'warn', open: 'bad' } as const;

/** Which calls to the connected systems are let through. */
export function BreakersCard({ breakers }: { readonly breakers: readonly BreakerDto[] }): JSX.Element {
  return (
    <section class="card" aria-labelledby="breakers">
      <header class="card-head">
        <h2 id="breakers">{t('breakers.title')}</h2>
        <span class="soft">{t('breakers.words')}</span>
      </header>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t('breakers.call')}</th>
            <th scope="col">{t('runs.state')}</th>
            <th scope="col" class="num">
              {t('breakers.good')}
            </th>
            <th scope="col" class="num">
              {t('breakers.bad')}
            </th>
            <th scope="col" class="num">
              {t('breakers.rejected')}
            </th>
          </tr>
        </thead>
        <tbody>
          {breakers.map(({ name, status, successes, failures, rejects }) => (
            <tr key={name}>
              <th scope="row">{t(isOperation(name) ? `breaker.${name}` : 'breaker.other', { name })}</th>
              <td>
                <StatusDot tone={TONES[status]} words={t(`breaker.state.${status}`)} />
              </td>
              <td class="num">{number(successes)}</td>
              <td class="num">{number(failures)}</td>
              <td class="num">{number(rejects)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
