import type { OdooSession } from '@libs/odoo-client';
import { UpstreamError } from '@libs/upstream';
import type { ErpArchiving, ErpPointResult } from '../../erp-new-point';
import { conflict, gone, leavesDoubt, refusalOf } from './odoo-record-write';
import { saying } from './odoo-saying';
import type { OdooLook, OdooPolicies, OdooWriteOptions } from './odoo-write-back';
import { recordId } from './odoo.mapper';

const MODEL = 'product.product';

/**
 * Archives and restores products as Odoo's own buttons do, which takes the template along. These methods return None, which
 * XML-RPC cannot carry: what became of the product is always read.
 */
export class OdooArchiving {
  constructor(
    private readonly session: OdooSession,
    private readonly options: OdooWriteOptions,
    private readonly policies: OdooPolicies,
    private readonly look: OdooLook,
  ) {}

  /** One result per change, in their order. @throws the signal's reason */
  async run(changes: readonly ErpArchiving[], signal?: AbortSignal): Promise<readonly ErpPointResult[]> {
    const results: ErpPointResult[] = [];
    let outage: string | undefined;
    for (const change of changes) {
      if (outage !== undefined) {
        results.push({ outcome: 'refused', reason: 'unavailable', message: outage });
        continue;
      }
      const tries = { made: false, doubtful: false };
      try {
        results.push(await this.one(change, tries, signal));
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof UpstreamError)) throw error;
        const { message } = error;
        const reason = refusalOf(error);
        if (reason !== undefined) results.push({ outcome: 'refused', reason, message: saying(error) });
        else {
          outage = message;
          results.push(
            tries.doubtful
              ? { outcome: 'unknown', message }
              : { outcome: 'refused', reason: 'unavailable', message },
          );
        }
      }
    }
    return results;
  }

  private async one(
    change: ErpArchiving,
    tries: { made: boolean; doubtful: boolean },
    signal?: AbortSignal,
  ): Promise<ErpPointResult> {
    const { erpId, archived } = change;
    const before = await this.present(change, true, signal);
    if (before !== undefined) return before;
    await this.policies.write.execute(
      async () => {
        // What an earlier attempt has led to need not be asked for again.
        if (tries.made && (await this.present(change, false, signal))?.outcome === 'done') return;
        tries.made = true;
        try {
          const method = archived ? 'action_archive' : 'action_unarchive';
          const timeoutMs = this.options.writeTimeoutMs;
          await this.session.executeKw(MODEL, method, [[recordId(erpId) ?? 0]], {}, { signal, timeoutMs });
        } catch (error) {
          tries.doubtful ||= leavesDoubt(error);
          throw error;
        }
      },
      { idempotent: true, signal },
    );
    tries.doubtful = true;
    const after = await this.present(change, false, signal);
    return (
      after ?? {
        outcome: 'unknown',
        message: `Odoo has taken the call, and the product ${erpId} is as it was`,
      }
    );
  }

  /** Its result where there is nothing to be done, or nothing can be; undefined where the product is to be changed. */
  private async present(
    { erpId, archived, expectedUpdatedAt }: ErpArchiving,
    compared: boolean,
    signal?: AbortSignal,
  ): Promise<ErpPointResult | undefined> {
    const [point] = await this.look([erpId], signal);
    if (point === undefined) return gone(erpId);
    if (point.archived === archived) return { outcome: 'done', point };
    if (!compared || expectedUpdatedAt === undefined) return undefined;
    return conflict({ erpId, expectedUpdatedAt }, point.updatedAt);
  }
}
