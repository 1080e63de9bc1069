import { OdooFault, type OdooRecord, type OdooSession } from '@libs/odoo-client';
import {
  UpstreamAccessError,
  UpstreamConfigurationError,
  UpstreamError,
  UpstreamProtocolError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '@libs/upstream';
import type { UpstreamPolicy } from '../../../resilience/upstream-policy';
import type { ErpPointValues, ErpRefusal, ErpWriteBack, ErpWriteResult } from '../../erp-write-back';
import { differingValues, sameValues } from '../../point-difference';
import { saying } from './odoo-saying';
import type { OdooMapper } from './odoo.mapper';

const MODEL = 'product.product';

/** One record to write, as it was read, and the values that differ. */
export interface RecordWrite {
  readonly id: number;
  readonly change: ErpWriteBack;
  readonly held: ErpPointValues;
  readonly after: ErpPointValues;
}

type Refused = Extract<ErpWriteResult, { readonly outcome: 'refused' }>;

/** What became of one write; `outage` when trying the next record would be no use. */
export interface RecordOutcome {
  readonly result: ErpWriteResult;
  readonly outage?: true;
}

/** Writes one record. What is written are absolute values, so that a call may be repeated once it has been looked for. */
export class OdooRecordWriter {
  constructor(
    private readonly session: OdooSession,
    private readonly mapper: OdooMapper,
    private readonly timeoutMs: number,
    private readonly policy: Pick<UpstreamPolicy, 'execute'>,
    /** The records with these ids, as far as they are there. */
    private readonly look: (ids: readonly number[], signal?: AbortSignal) => Promise<readonly OdooRecord[]>,
  ) {}

  /** @throws the signal's reason */
  async write(target: RecordWrite, signal?: AbortSignal): Promise<RecordOutcome> {
    const tries = { made: false, doubtful: false };
    const attempt = async (): Promise<ErpWriteResult> => {
      const seen = tries.made ? await this.readBack(target, signal) : undefined;
      if (seen !== undefined) return seen;
      tries.made = true;
      try {
        await this.send(target, signal);
      } catch (error) {
        tries.doubtful ||= leavesDoubt(error);
        throw error;
      }
      return written(target, target.after, null);
    };
    try {
      return { result: await this.policy.execute(attempt, { idempotent: true, signal }) };
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof UpstreamError)) throw error;
      const reason = refusalOf(error);
      if (reason !== undefined) return { result: refused(target, reason, saying(error)) };
      const seen = tries.made ? await this.finalLook(target, signal) : undefined;
      return { result: seen ?? undecided(target, tries.doubtful, error), outage: true };
    }
  }

  private async send({ id, after }: RecordWrite, signal: AbortSignal | undefined): Promise<void> {
    const { timeoutMs } = this;
    const fields = await this.mapper.toFields(after);
    await this.session.executeKw(MODEL, 'write', [[id], fields], {}, { signal, timeoutMs });
  }

  /** What an earlier attempt has led to; undefined where the record is as it was. @throws UpstreamError */
  private async readBack(target: RecordWrite, signal?: AbortSignal): Promise<ErpWriteResult | undefined> {
    const [record] = await this.look([target.id], signal);
    if (record === undefined) return gone(target.change.erpId);
    const now = await this.mapper.toValues(record);
    const version = this.mapper.versionOf(record);
    if (Object.keys(differingValues(now, target.after)).length === 0)
      return written(target, target.after, version);
    return conflict(target.change, version);
  }

  private async finalLook(target: RecordWrite, signal?: AbortSignal): Promise<ErpWriteResult | undefined> {
    try {
      return await this.readBack(target, signal);
    } catch (error) {
      signal?.throwIfAborted();
      // Still away: then the outcome is what is known of the attempts.
      if (error instanceof UpstreamError) return undefined;
      throw error;
    }
  }
}

export function gone(erpId: string): Refused {
  const message = `There is no inspection point ${erpId}, or this account may not see it`;
  return { erpId, outcome: 'refused', reason: 'gone', message };
}

/** Where a version is expected and the record has another; undefined where all is well. */
export function conflict(
  { erpId, expectedUpdatedAt }: Pick<ErpWriteBack, 'erpId' | 'expectedUpdatedAt'>,
  updatedAt: string | null,
): Refused | undefined {
  if (expectedUpdatedAt === undefined || updatedAt === expectedUpdatedAt) return undefined;
  const message = `The record was changed at ${updatedAt ?? 'an unknown time'}, after it was read (${expectedUpdatedAt})`;
  return { erpId, outcome: 'refused', reason: 'conflict', message };
}

function written(
  { change: { erpId }, held, after }: RecordWrite,
  values: ErpPointValues,
  updatedAt: string | null,
): ErpWriteResult {
  return { erpId, outcome: 'written', before: sameValues(held, after), after: values, updatedAt };
}

function refused({ change: { erpId } }: RecordWrite, reason: ErpRefusal, message: string): ErpWriteResult {
  return { erpId, outcome: 'refused', reason, message };
}

function undecided(target: RecordWrite, doubt: boolean, error: UpstreamError): ErpWriteResult {
  if (!doubt) return refused(target, 'unavailable', error.message);
  return { erpId: target.change.erpId, outcome: 'unknown', message: error.message };
}

/** True unless it is certain that nothing was written: a fault is an answer of Odoo's, whose transaction is undone then. */
export function leavesDoubt(error: unknown): boolean {
  if (error instanceof UpstreamError && error.cause instanceof OdooFault) return false;
  if (error instanceof UpstreamUnavailableError) return error.delivery !== 'not_sent';
  return error instanceof UpstreamProtocolError;
}

/** Why Odoo will not take this change, however often it is asked; undefined for trouble that has to do with no record. */
export function refusalOf(error: UpstreamError): ErpRefusal | undefined {
  const fault = error.cause instanceof OdooFault ? error.cause : undefined;
  if (error instanceof UpstreamAccessError) return 'forbidden';
  if (error instanceof UpstreamConfigurationError) return 'not_mapped';
  if (error instanceof UpstreamRejectedError) {
    return fault !== undefined && isMissing(fault) ? 'gone' : 'invalid';
  }
  // An exception that nothing in Odoo caught: a value that a field does not take, e.g. of a selection.
  return error instanceof UpstreamProtocolError && fault !== undefined ? 'invalid' : undefined;
}

function isMissing({ exception, detail }: OdooFault): boolean {
  return exception.endsWith('MissingError') || detail.startsWith('Record does not exist or has been deleted');
}
