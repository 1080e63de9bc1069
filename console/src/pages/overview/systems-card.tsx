import type { JSX } from 'preact';
import type { HealthDto } from '@trapline/client';
import { t } from '../../messages.ts';
import { StatusDot } from '../../ui/status-dot.tsx';

const NAMES = ['microshare', 'erp', 'devices', 'cache_store'] as const;

/** Whether each connected system does its work. */
export function SystemsCard({ health }: { readonly health: HealthDto }): JSX.Element {
  return (
    <section class="card" aria-labelledby="systems">
      <header class="card-head">
        <h2 id="systems">{t('systems.title')}</h2>
        <a href="/system">{t('systems.more')}</a>
      </header>
      <ul class="plain systems">
        {NAMES.filter((name) => name in health.dependencies).map((name) => {
          const { status, degraded } = health.dependencies[name] as { status: string; degraded?: boolean };
          const tone = status !== 'up' ? 'bad' : degraded === true ? 'warn' : 'good';
          return (
            <li key={name}>
              <span>{t(`system.${name}`)}</span>
              <StatusDot tone={tone} words={t(`system.state.${tone}`)} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
