import { insertRows, type LoadAnswer, type OdooSession } from '@libs/odoo-client';
import type { InspectionPoint } from '@libs/domain';
import { UpstreamError } from '@libs/upstream';
import type { ErpPointResult, NewErpPoint } from '../../erp-new-point';
import type { ErpRefusal } from '../../erp-write-back';
import { externalId, type OdooNewPoints } from './odoo-new-point';
import { leavesDoubt, refusalOf } from './odoo-record-write';
import { saying } from './odoo-saying';
import type { OdooLook, OdooPolicies, OdooWriteOptions } from './odoo-write-back';

const MODEL = 'product.product';
/** Rows per call, at 10 to 15 ms each. */
const ROWS = 100;

interface Row {
  readonly key: string;
  readonly reference: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What became of a row before it is read back. */
type Loaded = { readonly id: number } | { readonly result: ErpPointResult };

/**
 * Makes products by `load` with an external id for each device: insert only, so that a call whose outcome is unknown is
 * sent again, and what is there is left as it is. A load is all or nothing: bad rows are taken out and the rest is sent
 * again. What was made is read back: the record may be another point by now.
 */
export class OdooPointLoad {
  private outage: string | undefined;

  constructor(
    private readonly session: OdooSession,
    private readonly form: OdooNewPoints,
    private readonly options: OdooWriteOptions,
    private readonly policies: OdooPolicies,
    private readonly look: OdooLook,
  ) {}

  /** One result per point, in their order. @throws the signal's reason */
  async run(points: readonly NewErpPoint[], signal?: AbortSignal): Promise<readonly ErpPointResult[]> {
    const results = new Map<string, ErpPointResult>();
    const rows = new Map<string, Row>();
    for (const point of points) {
      const product = await this.form.product(point);
      if ('refused' in product) results.set(point.key, refusal('invalid', product.refused));
      else rows.set(point.key, { key: point.key, reference: point.fields.erpReference, ...product });
    }
    const all = [...rows.values()];
    for (let from = 0; from < all.length; from += ROWS) {
      const chunk = all.slice(from, from + ROWS);
      const loaded = await this.load(chunk, signal);
      for (const [key, result] of await this.readBack(chunk, loaded, signal)) results.set(key, result);
    }
    return points.map(({ key }) => results.get(key) ?? refusal('unavailable', 'nothing was sent'));
  }

  /** What became of each row, by its key. */
  private async load(rows: readonly Row[], signal?: AbortSignal): Promise<ReadonlyMap<string, Loaded>> {
    if (rows.length === 0) return new Map();
    const all = (result: ErpPointResult): Map<string, Loaded> =>
      new Map(rows.map(({ key }) => [key, { result }]));
    if (this.outage !== undefined) return all(refusal('unavailable', this.outage));
    const tries = { doubtful: false };
    let answer: LoadAnswer;
    try {
      answer = await this.send(rows, tries, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof UpstreamError)) throw error;
      const reason = refusalOf(error);
      if (reason === 'invalid' && rows.length > 1) return this.halves(rows, signal);
      if (reason !== undefined) return all(refusal(reason, saying(error)));
      this.outage = error.message;
      return all(
        tries.doubtful
          ? { outcome: 'unknown', message: error.message }
          : refusal('unavailable', error.message),
      );
    }
    if ('ids' in answer) {
      const { ids } = answer;
      return new Map(rows.map(({ key }, at) => [key, { id: ids[at] ?? 0 }]));
    }
    const bad = new Map<string, Loaded>();
    for (const { rows: named, message } of answer.problems) {
      if (named === undefined) continue;
      for (const { key } of rows.slice(named.from, named.to + 1)) {
        bad.set(key, { result: refusal('invalid', message) });
      }
    }
    if (bad.size > 0) {
      const good = await this.load(
        rows.filter(({ key }) => !bad.has(key)),
        signal,
      );
      return new Map([...bad, ...good]);
    }
    if (rows.length > 1) return this.halves(rows, signal);
    return all(refusal('invalid', answer.problems.map(({ message }) => message).join('; ')));
  }

  /** Where nothing tells which row is to blame. */
  private async halves(rows: readonly Row[], signal?: AbortSignal): Promise<ReadonlyMap<string, Loaded>> {
    const middle = Math.ceil(rows.length / 2);
    const first = await this.load(rows.slice(0, middle), signal);
    return new Map([...first, ...(await this.load(rows.slice(middle), signal))]);
  }

  private send(
    rows: readonly Row[],
    tries: { doubtful: boolean },
    signal?: AbortSignal,
  ): Promise<LoadAnswer> {
    const { writeTimeoutMs: timeoutMs, categoryId } = this.options;
    const names = Object.keys(rows[0]?.fields ?? {});
    const columns = ['id', 'categ_id/.id', ...names];
    const cells = rows.map(({ key, fields }) => [
      externalId(key),
      String(categoryId),
      ...names.map((name) => fields[name] ?? ''),
    ]);
    return this.policies.write.execute(
      async () => {
        try {
          return await insertRows(this.session, MODEL, columns, cells, { signal, timeoutMs });
        } catch (error) {
          tries.doubtful ||= leavesDoubt(error);
          throw error;
        }
      },
      { idempotent: true, signal },
    );
  }

  private async readBack(
    rows: readonly Row[],
    loaded: ReadonlyMap<string, Loaded>,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, ErpPointResult>> {
    const ids = [...loaded.values()].flatMap((each) => ('id' in each ? [String(each.id)] : []));
    let points: ReadonlyMap<string, InspectionPoint>;
    try {
      points = new Map((await this.look(ids, signal)).map((point) => [point.erpId, point]));
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof UpstreamError)) throw error;
      this.outage = error.message;
      const unread: ErpPointResult = { outcome: 'unknown', message: error.message };
      return new Map(
        [...loaded].map(([key, each]): [string, ErpPointResult] => [
          key,
          'id' in each ? unread : each.result,
        ]),
      );
    }
    return new Map(
      rows.map(({ key, reference }): [string, ErpPointResult] => {
        const each = loaded.get(key);
        if (each === undefined || 'result' in each) {
          return [key, each?.result ?? refusal('unavailable', 'nothing was sent')];
        }
        return [key, resultOf(each.id, reference, points.get(String(each.id)))];
      }),
    );
  }
}

/** The record that was made for a device stays its record: it may have been moved, renamed or archived since. */
function resultOf(id: number, reference: string, point: InspectionPoint | undefined): ErpPointResult {
  if (point?.reference === reference && !point.archived) return { outcome: 'done', point };
  const made = `Product ${id} was made for this device before`;
  if (point === undefined) return refusal('conflict', `${made} and is no inspection point any more`);
  const since = point.archived ? 'is archived' : `has the reference "${point.reference}" by now`;
  return refusal('conflict', `${made} and ${since}`);
}

function refusal(reason: ErpRefusal, message: string): ErpPointResult {
  return { outcome: 'refused', reason, message };
}
