import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import {
  Activity,
  ClipboardList,
  LayoutDashboard,
  ListChecks,
  LogOut,
  MapPinned,
  RadioReceiver,
  ScrollText,
  WifiOff,
} from 'lucide';
import { connected, live } from './api.ts';
import { followLive } from './data/live.ts';
import { t } from './messages.ts';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { PreferenceMenu } from './preference-menu.tsx';
import { type PageName, route } from './router.ts';
import { caller, isAdmin, logOut } from './session.ts';
import { Icon } from './ui/icon.tsx';
import { later } from './ui/later.tsx';
import { StatusDot } from './ui/status-dot.tsx';
import mark from './mark.svg';

const NAVIGATION = [
  { page: 'overview', to: '/', icon: LayoutDashboard, words: 'nav.overview' },
  { page: 'gaps', to: '/gaps', icon: ListChecks, words: 'nav.gaps' },
  { page: 'plans', to: '/plans', icon: ClipboardList, words: 'nav.plans' },
  { page: 'devices', to: '/devices', icon: RadioReceiver, words: 'nav.devices' },
  { page: 'sites', to: '/sites', icon: MapPinned, words: 'nav.sites' },
  { page: 'system', to: '/system', icon: Activity, words: 'nav.system' },
  { page: 'audit', to: '/audit', icon: ScrollText, words: 'nav.audit' },
] as const;

const PAGES: Readonly<Record<PageName, () => JSX.Element>> = {
  overview: OverviewPage,
  gaps: later(async () => (await import('./pages/gaps/gaps-page.tsx')).GapsPage),
  plans: later(async () => (await import('./pages/plans/plans-page.tsx')).PlansPage),
  devices: later(async () => (await import('./pages/devices/devices-page.tsx')).DevicesPage),
  sites: later(async () => (await import('./pages/sites/sites-page.tsx')).SitesPage),
  system: later(async () => (await import('./pages/system/system-page.tsx')).SystemPage),
  audit: later(async () => (await import('./pages/audit/audit-page.tsx')).AuditPage),
  login: OverviewPage,
  unknown: UnknownPage,
};

/** Navigation around the page of the address. */
export function Shell(): JSX.Element {
  const { page } = route.value;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const title = NAVIGATION.find((each) => each.page === page)?.words ?? 'nav.overview';
  useEffect(() => {
    document.title = `${t(title)} · Trapline`;
    // The page that a link leads to is where reading goes on; on the first page the browser decides.
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [page]);
  useEffect(followLive, []);
  const Page = PAGES[page];
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={() => main.current?.focus()}>
        {t('skip')}
      </a>
      <aside class="rail">
        <a class="brand" href="/">
          <img src={mark} width={26} height={26} alt="" />
          <span>Trapline</span>
        </a>
        <nav aria-label={t('nav.label')}>
          <ul class="plain">
            {NAVIGATION.filter(({ page: name }) => name !== 'audit' || isAdmin.value).map(
              ({ page: name, to, icon, words }) => (
                <li key={name}>
                  <a href={to} class="nav-link" aria-current={name === page ? 'page' : undefined}>
                    <Icon of={icon} />
                    <span>{t(words)}</span>
                  </a>
                </li>
              ),
            )}
          </ul>
        </nav>
        <div class="rail-foot">
          <LiveMark />
          <PreferenceMenu />
          <div class="who">
            <div class="who-words">
              <span class="who-name">{caller.value?.name}</span>
              <span class="soft">{t(`role.${caller.value?.role ?? 'viewer'}`)}</span>
            </div>
            <button
              type="button"
              class="button icon-only quiet"
              aria-label={t('logout')}
              title={t('logout')}
              onClick={() => void logOut()}
            >
              <Icon of={LogOut} />
            </button>
          </div>
        </div>
      </aside>
      <main id="main" class="main" ref={main} tabIndex={-1}>
        {!connected.value && (
          <div class="note note-warn banner" role="status">
            <Icon of={WifiOff} />
            <p>{t('connection.lost')}</p>
          </div>
        )}
        <Page />
      </main>
    </div>
  );
}

/** Whether the page changes by itself when somebody else changes something. */
function LiveMark(): JSX.Element {
  return (
    <p class="live" title={t(live.value ? 'live.on.words' : 'live.off.words')}>
      <StatusDot tone={live.value ? 'good' : 'off'} words={t(live.value ? 'live.on' : 'live.off')} />
    </p>
  );
}

function UnknownPage(): JSX.Element {
  return (
    <div class="empty">
      <h1>{t('unknown.title')}</h1>
      <p class="soft">{t('unknown.words')}</p>
      <a class="button" href="/">
        {t('unknown.back')}
      </a>
    </div>
  );
}
