import { signal } from '@preact/signals';
import { type BatchItem, type ProvisioningResultDto, TraplineUnreachable } from '@trapline/client';
import { type Trouble, trapline, troubleOf } from '../../api.ts';
import { BatchRun, connection } from '../../data/batch-run.ts';
import { compareNow, latestReport } from '../../data/reports.ts';

/** References asked for in one call: few enough that the progress is seen to move. */
const AT_ONCE = 8;
const READERS = 4;

export type Stage = 'previewing' | 'preview' | 'applying' | 'applied' | 'undoing' | 'undone';

export type Result = ProvisioningResultDto;

/** Devices for points that lack one: previewed, created, and taken back. */
export class Mending {
  readonly stage = signal<Stage>('previewing');
  readonly preview = signal<readonly Result[]>([]);
  readonly results = signal<readonly Result[]>([]);
  readonly trouble = signal<Trouble | undefined>(undefined);
  /** Waiting for the connection; it goes on by itself. */
  readonly waiting = signal(false);
  /** Coverage before and after, in percent, once both are known. */
  readonly coverage = signal<{ readonly before: number; readonly after: number } | undefined>(undefined);
  readonly undo = signal<{ readonly run: BatchRun; readonly kept: number } | undefined>(undefined);
  /** Clusters chosen by hand, by reference. */
  readonly clusters = signal<ReadonlyMap<string, string>>(new Map());

  constructor(readonly references: readonly string[]) {}

  async look(): Promise<void> {
    this.stage.value = 'previewing';
    await this.guarded(async () => {
      this.preview.value = await this.ask(this.references, true);
      this.stage.value = 'preview';
    });
  }

  /** What is worth asking for. */
  get wanted(): readonly string[] {
    return this.preview.value.filter((each) => this.isPossible(each)).map(({ reference }) => reference);
  }

  isPossible({ outcome, reference }: Result): boolean {
    return outcome === 'would_create' || this.clusters.value.has(reference);
  }

  /** A connection that breaks is waited for: what exists already is answered as such, never made twice. */
  async apply(): Promise<void> {
    const { wanted } = this;
    const before = latestReport.data.peek()?.totals?.coverage_percent;
    this.stage.value = 'applying';
    await this.guarded(async () => {
      for (let from = 0; from < wanted.length; from += AT_ONCE) {
        const results = await this.persist(() => this.ask(wanted.slice(from, from + AT_ONCE), false));
        this.results.value = [...this.results.value, ...results];
      }
      this.stage.value = 'applied';
      await this.compare(before);
    });
  }

  /** Deletes what was created, where nobody has changed it since. */
  async takeBack(): Promise<void> {
    this.stage.value = 'undoing';
    this.coverage.value = undefined;
    await this.guarded(async () => {
      const items = await unchanged(this.results.value);
      const created = this.results.value.filter(({ outcome }) => outcome === 'created').length;
      const run = new BatchRun(items);
      this.undo.value = { run, kept: created - items.length };
      if (items.length > 0) await run.start();
      this.stage.value = 'undone';
      await this.compare(undefined);
    });
  }

  private async compare(before: number | undefined): Promise<void> {
    const run = await compareNow();
    const after = run.totals?.coverage_percent;
    if (before !== undefined && after !== undefined) this.coverage.value = { before, after };
  }

  /** Points for which a cluster was chosen go in calls of their own, one per cluster. */
  private async ask(references: readonly string[], dryRun: boolean): Promise<readonly Result[]> {
    const groups = new Map<string | undefined, string[]>();
    for (const reference of references) {
      const cluster = this.clusters.peek().get(reference);
      groups.set(cluster, [...(groups.get(cluster) ?? []), reference]);
    }
    const results: Result[] = [];
    for (const [cluster, group] of groups) {
      const { data } = await trapline.POST('/api/v1/erp/sync/create-devices', {
        body: {
          references: group,
          dry_run: dryRun,
          placement: 'Internal',
          configuration: 'Bait/Lured',
          ...(cluster !== undefined && { cluster_id: cluster }),
        },
      });
      results.push(...data.results);
    }
    return results;
  }

  private async persist<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof TraplineUnreachable)) throw error;
        this.waiting.value = true;
        await connection();
        this.waiting.value = false;
      }
    }
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    this.trouble.value = undefined;
    try {
      await work();
    } catch (error) {
      this.trouble.value = troubleOf(error);
    }
  }
}

/** Deletions of the created devices that are still as they were created. */
async function unchanged(results: readonly Result[]): Promise<readonly BatchItem[]> {
  const created = results.flatMap(({ outcome, device }) =>
    outcome === 'created' && device !== null ? [device] : [],
  );
  const items: BatchItem[] = [];
  const queue = [...created];
  const reader = async (): Promise<void> => {
    for (let device = queue.shift(); device !== undefined; device = queue.shift()) {
      const { guid } = device;
      const { data, etag } = await trapline.GET('/api/v1/devices/{guid}', { params: { path: { guid } } });
      const same =
        JSON.stringify({ ...data.device, last_modified: null }) ===
        JSON.stringify({ ...device, last_modified: null });
      if (same) items.push({ op: 'delete', guid, ...(etag !== undefined && { if_match: versionIn(etag) }) });
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return items;
}

/** `"abc+gzip"` -> `abc` */
function versionIn(etag: string): string {
  return etag
    .replace(/^W\//, '')
    .replaceAll('"', '')
    .replace(/\+(gzip|br)$/, '');
}
