import type { Trapline } from './client.ts';
import type { paths } from './schema.ts';

interface Page {
  readonly next_cursor: string | null;
}

type PageOf<Path> = Path extends keyof paths
  ? paths[Path] extends { get: { responses: { 200: { content: { 'application/json': infer Body } } } } }
    ? Body
    : never
  : never;

/** Paths that answer in pages. */
export type PagedPath = {
  [Path in keyof paths]: PageOf<Path> extends Page ? Path : never;
}[keyof paths];

type ParametersOf<Path extends PagedPath> = paths[Path] extends { get: { parameters: infer Parameters } }
  ? Parameters
  : never;
type QueryOf<Path extends PagedPath> =
  ParametersOf<Path> extends { query?: infer Query } ? Omit<NonNullable<Query>, 'cursor'> : never;

/** Filters, order and page size; `{ path: … }` is needed where the path has parameters. */
export type PagedInit<Path extends PagedPath> = {
  readonly query?: QueryOf<Path>;
  readonly signal?: AbortSignal;
} & (ParametersOf<Path> extends { path: infer Parameters }
  ? { readonly path: Parameters }
  : { readonly path?: never });

/** Members of a page that are lists. */
type ListIn<Body> = { [K in keyof Body]: Body[K] extends readonly unknown[] ? K : never }[keyof Body];
type ItemOf<Body, Key extends keyof Body> = Body[Key] extends readonly (infer Item)[] ? Item : never;

/**
 * One page after the other, each asked for when it is wanted. A list may change in between: what is gone is not in a
 * later page, and nothing comes twice.
 */
export async function* pagesOf<Path extends PagedPath>(
  trapline: Trapline,
  path: Path,
  init: PagedInit<Path>,
): AsyncGenerator<PageOf<Path>, void, undefined> {
  const get = trapline.GET as unknown as (
    path: string,
    init: object,
  ) => Promise<{ readonly data: PageOf<Path> & Page }>;
  let cursor: string | null = null;
  do {
    const query = { ...init.query, ...(cursor !== null && { cursor }) };
    const { signal, path: parameters } = init;
    const params = { query, ...(parameters !== undefined && { path: parameters }) };
    const { data } = await get(path, { params, ...(signal !== undefined && { signal }) });
    yield data;
    cursor = data.next_cursor;
  } while (cursor !== null);
}

/** Each item of all pages: `itemsOf(trapline, '/api/v1/devices', 'devices', { query: { limit: 1000 } })`. */
export async function* itemsOf<Path extends PagedPath, Key extends ListIn<PageOf<Path>>>(
  trapline: Trapline,
  path: Path,
  list: Key,
  init: PagedInit<Path>,
): AsyncGenerator<ItemOf<PageOf<Path>, Key>, void, undefined> {
  for await (const page of pagesOf(trapline, path, init)) {
    yield* page[list] as Iterable<ItemOf<PageOf<Path>, Key>>;
  }
}
