import type { AuditRecord } from '../audit-record';
import type { Checkpoint } from '../checkpoint';
import { type ChainFault, type ChainReport, ChainVerifier } from './chain-verifier';

export interface Verdict {
  readonly report: ChainReport;
  /** The first thing that is wrong; undefined where nothing is. */
  readonly fault: ChainFault | undefined;
}

/**
 * Walks over a tenant's whole chain.
 * @param records the oldest first
 * @param trusted public keys, PEM, one of which must have signed each checkpoint; empty: any may have
 */
export async function verifyChain(
  tenant: string,
  checkpoints: readonly Checkpoint[],
  records: AsyncIterable<AuditRecord> | Iterable<AuditRecord>,
  trusted: readonly string[] = [],
): Promise<Verdict> {
  const verifier = new ChainVerifier(tenant, checkpoints, trusted);
  let fault = verifier.begin();
  if (fault === undefined) {
    for await (const record of records) {
      fault = verifier.next(record);
      if (fault !== undefined) break;
    }
  }
  return { fault: fault ?? verifier.end(), report: verifier.report() };
}
