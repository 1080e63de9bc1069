import type { ListEnvelope } from './envelope';

/** Where a walk over pages stands after one of them. */
export interface PageProgress {
  readonly page: number;
  /** As asked for; the platform may state that it gives fewer. */
  readonly pageSize: number;
}

/**
 * Whether another page may follow. The counts cannot be trusted alone: `totalCount` counts the whole platform, what this
 * login may not see included, every member of `meta` may be missing, and the platform may cap `perPage`. So an empty
 * page ends the walk, and so does one that is shorter than the page size that the platform states (or, unless it states
 * more pages, than the one asked for). A full page ends it only when the counts agree that it is the last.
 */
export function anotherPageMayFollow(
  { meta, count: objects }: ListEnvelope,
  { page, pageSize }: PageProgress,
): boolean {
  if (objects === 0) return false;
  const totalPages = count(meta['totalPages']);
  const stated = count(meta['perPage']);
  const rows = Math.max(objects, count(meta['currentCount']) ?? 0);
  if (stated !== undefined && rows < stated) return false;
  if (stated === undefined && rows < pageSize) return totalPages !== undefined && page < totalPages;
  if (totalPages === undefined) return true;
  const totalCount = count(meta['totalCount']) ?? 0;
  return page < totalPages || totalCount > page * (stated ?? pageSize);
}

/** How many pages the platform states; undefined where it does not. */
export function statedPages({ meta }: ListEnvelope): number | undefined {
  return count(meta['totalPages']);
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
