import type { FastifyInstance } from 'fastify';

/** Knows which methods each address answers to, so that a wrong method is told from an unknown address. */
export class RouteMethods {
  private readonly routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** Listens for routes; call before any is declared. */
  watch(instance: FastifyInstance): void {
    instance.addHook('onRoute', ({ url, method }) => {
      // A wildcard is somebody's catch-all, not an address.
      if (url.includes('*')) return;
      const route = this.routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
      for (const each of [method].flat()) route.methods.add(each);
      this.routes.set(url, route);
    });
  }

  /** Methods of the address, sorted; empty where the address is unknown. */
  of(path: string): string[] {
    const found = new Set<string>();
    for (const { pattern, methods } of this.routes.values()) {
      if (pattern.test(path)) methods.forEach((method) => found.add(method));
    }
    return [...found].sort();
  }
}

/** `/a/:id` -> `^/a/[^/]+/?$` */
function patternOf(url: string): RegExp {
  const source = url
    .replace(/\/+$/, '')
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('/');
  return new RegExp(`^${source}/?$`);
}
