import type { InspectionPoint } from '@libs/domain';
import type { BaseErpAdapter } from './base-erp.adapter';
import type { ErpWriteResult } from './erp-write-back';

/** How the points differ from what the tracker knew before. A point whose time alone has moved is not `changed`. */
export interface PointChanges {
  readonly changed: readonly InspectionPoint[];
  /** Ids of points that are not there any more. */
  readonly gone: readonly string[];
}

export interface TrackerOptions {
  /**
   * How long before the newest known change a reading begins, in seconds. A record carries the time at which its
   * transaction began and shows up when that is committed: the overlap must exceed the longest transaction.
   */
  readonly overlapS: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed?: () => number;
}

/**
 * `time` is a time that the ERP's clock had reached when ours showed `at`; whatever was committed by then is known. Both
 * clocks run equally fast, however they are set: what has passed since on ours has passed on the ERP's.
 */
interface Mark {
  /** Milliseconds since the epoch, by the ERP's clock. */
  readonly time: number;
  readonly at: number;
}

/**
 * The ERP's points, kept up to date by reading what changed. Everything is taken over at once or, where a reading fails,
 * not at all. Deletions, and records that come into sight without being changed, are found by {@link sweep} alone.
 */
export class PointTracker {
  private known: ReadonlyMap<string, InspectionPoint> | undefined;
  private mark: Mark | undefined;

  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly options: TrackerOptions,
  ) {}

  /** All points by id; undefined before the first reading. */
  points(): readonly InspectionPoint[] | undefined {
    return this.known && [...this.known.values()].sort(byId);
  }

  /** Reads all points anew. @throws UpstreamError @throws the signal's reason */
  async readAll(signal?: AbortSignal): Promise<PointChanges> {
    const latest = await this.erp.latestChange(signal);
    const at = this.elapsed();
    const points = await collect(this.erp.inspectionPoints(signal));
    const before = this.known;
    this.known = new Map(points.map((point) => [point.erpId, point]));
    this.mark = latest === null ? undefined : { time: this.notInFuture(latest), at };
    const gone = [...(before?.keys() ?? [])].filter((id) => this.known?.has(id) !== true);
    return { changed: points.filter((point) => !isSame(before?.get(point.erpId), point)), gone };
  }

  /** Reads what changed since the last reading: one call where nothing has. The first time, all. */
  async readChanges(signal?: AbortSignal): Promise<PointChanges> {
    const { known, mark } = this;
    if (known === undefined || mark === undefined) return this.readAll(signal);
    const at = this.elapsed();
    const since = new Date(mark.time - this.options.overlapS * 1000).toISOString();
    const points = await collect(this.erp.changedSince(since, signal));
    this.mark = { time: mark.time + (at - mark.at), at };
    return { changed: this.takeOver(points), gone: [] };
  }

  /** Compares the ids of all points with those known: forgets what is gone, reads what was not known. */
  async sweep(signal?: AbortSignal): Promise<PointChanges> {
    if (this.known === undefined) return this.readAll(signal);
    const asked = this.known;
    const there = new Set<string>();
    for await (const ids of this.erp.pointIds(signal)) for (const id of ids) there.add(id);
    const unknown = [...there].filter((id) => !asked.has(id));
    const found = unknown.length === 0 ? [] : await this.erp.findByIds(unknown, signal);
    const gone = [...asked.keys()].filter((id) => !there.has(id));
    const left = new Map(this.known);
    for (const id of gone) left.delete(id);
    this.known = left;
    return { changed: this.takeOver(found), gone };
  }

  /** Takes over what we wrote ourselves, so that it does not come back as a change. */
  noteWritten(results: readonly ErpWriteResult[]): void {
    const points = results.flatMap((result) => {
      const point = this.known?.get(result.erpId);
      if (result.outcome !== 'written' || point === undefined) return [];
      return [{ ...point, ...result.after, updatedAt: result.updatedAt ?? point.updatedAt }];
    });
    this.takeOver(points);
  }

  /** Takes over points as we have made them; nothing while none have been read. */
  noteNow(points: readonly InspectionPoint[]): void {
    if (this.known !== undefined) this.takeOver(points);
  }

  private takeOver(points: readonly InspectionPoint[]): InspectionPoint[] {
    const next = new Map(this.known);
    const changed = points.filter((point) => !isSame(next.get(point.erpId), point));
    for (const point of points) next.set(point.erpId, point);
    this.known = next;
    return changed;
  }

  /** A time in the future, as wrong clocks write it, would hide what is changed until then. */
  private notInFuture(time: string): number {
    return Math.min(Date.parse(time), this.options.now?.() ?? Date.now());
  }

  private elapsed(): number {
    return this.options.elapsed?.() ?? performance.now();
  }
}

async function collect(
  pages: AsyncIterable<readonly InspectionPoint[]>,
): Promise<readonly InspectionPoint[]> {
  const points: InspectionPoint[] = [];
  for await (const page of pages) for (const point of page) points.push(point);
  return points;
}

/** By content: the time of a change says nothing about what has changed. */
function isSame(known: InspectionPoint | undefined, point: InspectionPoint): boolean {
  if (known === undefined) return false;
  return contentOf(known) === contentOf(point);
}

function contentOf(point: InspectionPoint): string {
  const content = { ...point, updatedAt: null };
  return JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function byId(a: InspectionPoint, b: InspectionPoint): number {
  return a.erpId.localeCompare(b.erpId, 'en', { numeric: true });
}
