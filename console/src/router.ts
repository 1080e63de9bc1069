import { computed, signal } from '@preact/signals';

/** Where the reader is: `/devices/abc?status=active`. */
const href = signal(window.location.pathname + window.location.search);

export const path = computed(() => new URL(href.value, window.location.origin).pathname);
export const query = computed(() => new URL(href.value, window.location.origin).searchParams);

export type PageName =
  'overview' | 'gaps' | 'plans' | 'devices' | 'sites' | 'system' | 'audit' | 'login' | 'unknown';

interface Route {
  readonly page: PageName;
  /** The device whose drawer is open. */
  readonly guid: string | undefined;
  /** The id of the plan that is open. */
  readonly plan: string | undefined;
}

/** The page of the address, and what is open on it. */
export const route = computed((): Route => {
  const [first = '', second] = path.value.split('/').filter(Boolean);
  const page = PAGES[first] ?? 'unknown';
  const open = second === undefined ? undefined : decodeURIComponent(second);
  return {
    page,
    guid: page === 'devices' ? open : undefined,
    plan: page === 'plans' ? open : undefined,
  };
});

const PAGES: Readonly<Record<string, PageName>> = {
  '': 'overview',
  gaps: 'gaps',
  plans: 'plans',
  devices: 'devices',
  sites: 'sites',
  system: 'system',
  audit: 'audit',
  login: 'login',
};

export function go(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (to === href.peek()) return;
  if (replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  href.value = to;
}

/** Changes parts of the query in place; an empty value removes its name. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const next = new URLSearchParams(query.peek());
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  go(withQuery(path.peek(), next), { replace: true });
}

export function withQuery(to: string, params: URLSearchParams): string {
  const text = params.toString();
  return text === '' ? to : `${to}?${text}`;
}

/** Follows the browser's buttons, and links within the console without loading the page anew. */
export function startRouter(): void {
  window.addEventListener('popstate', () => {
    href.value = window.location.pathname + window.location.search;
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || !isInner(link, event)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

function isInner(link: HTMLAnchorElement, event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0) return false;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  if (link.target !== '' || link.hasAttribute('download') || link.origin !== window.location.origin)
    return false;
  return (link.pathname.split('/')[1] ?? '') in PAGES;
}
