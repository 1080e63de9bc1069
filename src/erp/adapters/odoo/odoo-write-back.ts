import type { OdooRecord, OdooSession } from '@libs/odoo-client';
import { type InspectionPoint, normalizeHardwareId } from '@libs/domain';
import { UpstreamError } from '@libs/upstream';
import { bulkhead } from 'cockatiel';
import type { UpstreamPolicy } from '../../../resilience/upstream-policy';
import type { ErpPointValues, ErpWriteBack, ErpWriteResult } from '../../erp-write-back';
import { differingValues, sameValues, unmappedValues } from '../../point-difference';
import { OdooRecordWriter, conflict, gone, type RecordWrite } from './odoo-record-write';
import { recordId, type OdooMapper } from './odoo.mapper';

const MODEL = 'product.product';
/** Changes per reading. */
const CHUNK = 200;
/** Writes under way at once; more would wait for each other in Odoo's workers. */
const AT_ONCE = 4;

interface Step {
  readonly index: number;
  readonly change: ErpWriteBack;
}

export interface OdooWriteOptions {
  readonly categoryId: number;
  readonly writeTimeoutMs: number;
}

/** Each policy is built once per kind of call. */
export interface OdooPolicies {
  readonly read: Pick<UpstreamPolicy, 'execute'>;
  readonly write: Pick<UpstreamPolicy, 'execute'>;
}

/** Reads the points with these ids, as far as they are there. */
export type OdooLook = (ids: readonly string[], signal?: AbortSignal) => Promise<readonly InspectionPoint[]>;

/** Chunk by chunk: reads the records, writes what differs, and reads what was written for its new version. */
export class OdooWriteBack {
  private readonly writer: OdooRecordWriter;

  constructor(
    private readonly session: OdooSession,
    private readonly mapper: OdooMapper,
    private readonly options: OdooWriteOptions,
    private readonly policies: OdooPolicies,
  ) {
    // A look within a write is not retried by itself: the write's own policy repeats the whole attempt.
    this.writer = new OdooRecordWriter(
      session,
      mapper,
      options.writeTimeoutMs,
      policies.write,
      (ids, signal) => this.records(ids, signal),
    );
  }

  /** One result per change, in their order; see the port. */
  async run(changes: readonly ErpWriteBack[], signal?: AbortSignal): Promise<readonly ErpWriteResult[]> {
    signal?.throwIfAborted();
    const results: ErpWriteResult[] = [];
    let outage: string | undefined;
    let sent = false;
    for (const chunk of chunksOf(changes)) {
      const targets: ReadonlyMap<number, RecordWrite> | string =
        outage ?? (await this.targets(chunk, results, sent, signal));
      if (typeof targets === 'string') {
        outage = targets;
        for (const { index, change } of chunk) results[index] = unavailable(change, targets);
        continue;
      }
      sent ||= targets.size > 0;
      outage = await this.writeAll(targets, results, signal);
      await this.refreshVersions(targets, results, signal);
    }
    return results;
  }

  /** What has to be written, by index; everything else has its result then. A text: why the records cannot be read. */
  private async targets(
    chunk: readonly Step[],
    results: ErpWriteResult[],
    sent: boolean,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<number, RecordWrite> | string> {
    const ids = chunk.map(({ change }) => recordId(change.erpId)).filter((id) => id !== undefined);
    let records: readonly OdooRecord[];
    try {
      records = await this.policies.read.execute(() => this.records(ids, signal), {
        idempotent: true,
        signal,
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (sent && error instanceof UpstreamError) return error.message;
      throw error;
    }
    const held = new Map(records.map((record) => [record.id, record]));
    const targets = new Map<number, RecordWrite>();
    for (const { index, change } of chunk) {
      const decided = await this.decide(change, held);
      if ('outcome' in decided) results[index] = decided;
      else targets.set(index, decided);
    }
    return targets;
  }

  private async decide(
    change: ErpWriteBack,
    held: ReadonlyMap<number, OdooRecord>,
  ): Promise<ErpWriteResult | RecordWrite> {
    const { erpId, values } = change;
    const unmapped = unmappedValues(values, this.mapper.writable());
    if (unmapped.length > 0) {
      const message = `No field of ${MODEL} is set for ${unmapped.join(', ')}`;
      return { erpId, outcome: 'refused', reason: 'not_mapped', message };
    }
    const id = recordId(erpId);
    const record = id === undefined ? undefined : held.get(id);
    if (id === undefined || record === undefined) return gone(erpId);
    const now = await this.mapper.toValues(record);
    const after = differingValues(now, values);
    const updatedAt = this.mapper.versionOf(record);
    if (Object.keys(after).length === 0) return { erpId, outcome: 'unchanged', updatedAt };
    return conflict(change, updatedAt) ?? { id, change, held: now, after };
  }

  /**
   * Every target gets its result. Hardware that a target gives up is free for those behind it: Odoo lets no two products have
   * the same barcode. Returns why no more should be tried, or undefined.
   */
  private async writeAll(
    targets: ReadonlyMap<number, RecordWrite>,
    results: ErpWriteResult[],
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const slots = bulkhead(AT_ONCE, Infinity);
    let outage: string | undefined;
    const write = async ([index, target]: [number, RecordWrite]): Promise<void> => {
      signal?.throwIfAborted();
      if (outage !== undefined) {
        results[index] = unavailable(target.change, outage);
        return;
      }
      const outcome = await this.writer.write(target, signal);
      results[index] = outcome.result;
      if (outcome.outage === true) outage ??= messageOf(outcome.result);
    };
    const givingUp = new Map<string, Promise<void>>();
    const inTurn = [...targets].map((entry) => {
      const [, { held, after }] = entry;
      const earlier = after.deviceEui === undefined ? undefined : givingUp.get(hardwareOf(after));
      const done = afterwards(earlier, () => slots.execute(() => write(entry)));
      if (after.deviceEui !== undefined) givingUp.set(hardwareOf(held), done);
      return done;
    });
    const all = await Promise.allSettled(inTurn);
    for (const one of all) if (one.status === 'rejected') throw one.reason;
    return outage;
  }

  /** The writes are made; when their versions cannot be read they stay null. */
  private async refreshVersions(
    targets: ReadonlyMap<number, RecordWrite>,
    results: ErpWriteResult[],
    signal?: AbortSignal,
  ): Promise<void> {
    const written = [...targets].filter(([index]) => results[index]?.outcome === 'written');
    if (written.length === 0) return;
    let records: readonly OdooRecord[];
    try {
      const ids = written.map(([, { id }]) => id);
      records = await this.policies.read.execute(() => this.records(ids, signal), {
        idempotent: true,
        signal,
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof UpstreamError) return;
      throw error;
    }
    const held = new Map(records.map((record) => [record.id, record]));
    for (const [index, { id, after }] of written) {
      const [result, record] = [results[index], held.get(id)];
      if (result?.outcome !== 'written' || record === undefined) continue;
      const now = sameValues(await this.mapper.toValues(record), after);
      results[index] = { ...result, after: now, updatedAt: this.mapper.versionOf(record) };
    }
  }

  private records(ids: readonly number[], signal?: AbortSignal): Promise<readonly OdooRecord[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.session.readRecords(
      MODEL,
      'search_read',
      [
        [
          ['categ_id', 'child_of', this.options.categoryId],
          ['id', 'in', ids],
        ],
      ],
      { fields: this.mapper.writtenFields(), order: 'id' },
      { signal, context: { active_test: false } },
    );
  }
}

/** Changes in their order; no record twice in a chunk, so that the later change sees what the earlier one did. */
function* chunksOf(changes: readonly ErpWriteBack[]): Generator<readonly Step[]> {
  let chunk = new Map<string, Step>();
  for (const [index, change] of changes.entries()) {
    if (chunk.size === CHUNK || chunk.has(change.erpId)) {
      yield [...chunk.values()];
      chunk = new Map();
    }
    chunk.set(change.erpId, { index, change });
  }
  if (chunk.size > 0) yield [...chunk.values()];
}

function hardwareOf({ deviceEui = '' }: ErpPointValues): string {
  return normalizeHardwareId(deviceEui);
}

/** Begins when the earlier work has ended, however it did. */
function afterwards(earlier: Promise<void> | undefined, work: () => Promise<void>): Promise<void> {
  return earlier === undefined ? work() : earlier.then(work, work);
}

function unavailable({ erpId }: ErpWriteBack, message: string): ErpWriteResult {
  return { erpId, outcome: 'refused', reason: 'unavailable', message };
}

function messageOf(result: ErpWriteResult): string {
  return 'message' in result ? result.message : 'the ERP cannot be reached';
}
