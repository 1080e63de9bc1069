import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { RefreshCw } from 'lucide';
import type { CacheStatusDto } from '@trapline/client';
import { trapline, troubleOf } from '../../api.ts';
import { cacheStatus } from '../../data/cache.ts';
import { moment, number, percent, span, t } from '../../messages.ts';
import { isAdmin } from '../../session.ts';
import { Icon } from '../../ui/icon.tsx';
import { say } from '../../ui/toasts.tsx';
import { ProgressBar } from '../../ui/wait.tsx';

const POLL_MS = 700;

/** What is held in memory, how old it is, and reading it anew. */
export function CacheCard({ cache }: { readonly cache: CacheStatusDto }): JSX.Element {
  const [asked, setAsked] = useState(false);
  const busy = asked || cache.discovering !== null;
  const refresh = async (): Promise<void> => {
    setAsked(true);
    try {
      await trapline.POST('/api/v1/devices/cache/refresh');
      const before = cache.last_discovery;
      do {
        await new Promise((resolve) => window.setTimeout(resolve, POLL_MS));
        await cacheStatus.load();
      } while (isReading(cacheStatus.data.peek(), before));
      const now = cacheStatus.data.peek();
      if (now?.last_error == null) say(t('cache.refreshed', { n: now?.devices ?? 0 }));
      else say(`${t('cache.not-refreshed')} ${now.last_error}`, { tone: 'bad' });
    } catch (error) {
      say(`${t('cache.not-refreshed')} ${troubleOf(error).detail}`, { tone: 'bad' });
    } finally {
      setAsked(false);
    }
  };
  const facts: readonly (readonly [string, string])[] = [
    [t('cache.age'), cache.age_seconds === null ? '–' : span(cache.age_seconds)],
    [t('cache.discovered'), cache.last_discovery === null ? '–' : moment(cache.last_discovery)],
    [t('cache.devices'), number(cache.devices)],
    [t('cache.clusters'), number(cache.clusters)],
    [t('cache.hit-rate'), cache.hit_rate === null ? '–' : percent(cache.hit_rate * 100)],
    [
      t('cache.size'),
      cache.size_bytes === null ? '–' : t('cache.kilobytes', { n: Math.round(cache.size_bytes / 1024) }),
    ],
    [t('cache.driver'), t(cache.driver === 'redis' ? 'cache.redis' : 'cache.memory')],
    [
      t('cache.ttl'),
      t('cache.ttl.words', {
        devices: span(cache.device_ttl_seconds),
        clusters: span(cache.cluster_ttl_seconds),
      }),
    ],
  ];
  return (
    <section class="card" aria-labelledby="cache">
      <header class="card-head">
        <h2 id="cache">{t('cache.title')}</h2>
        {isAdmin.value && (
          <button type="button" class="button small" disabled={busy} onClick={() => void refresh()}>
            <Icon of={RefreshCw} size={14} />
            {busy ? t('cache.refreshing') : t('cache.refresh')}
          </button>
        )}
      </header>
      {busy && (
        <div class="card-line">
          <ProgressBar share={undefined} label={t('cache.refreshing')} />
        </div>
      )}
      <dl class="facts padded">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function isReading(now: CacheStatusDto | undefined, before: string | null): boolean {
  if (now === undefined) return true;
  if (now.discovering !== null) return true;
  return now.last_discovery === before && now.last_error === null;
}
