import { Injectable } from '@nestjs/common';
import { AuditChain, type ChainEnd } from './audit-chain';
import { AuditSigner } from './audit-signer';
import { type Checkpoint, signed } from './checkpoint';
import { CheckpointStore } from './checkpoint-store';

/** Signs where the chains stand. @throws DatabaseUnavailableError */
@Injectable()
export class AuditCheckpoints {
  constructor(
    private readonly chain: AuditChain,
    private readonly store: CheckpointStore,
    private readonly signer: AuditSigner,
  ) {}

  /** Signs where the chain ends now; undefined where it has not grown since the last checkpoint, or is empty. */
  async make(tenant: string, now: Date): Promise<Checkpoint | undefined> {
    const end = await this.chain.end(tenant);
    if (end.seq === ((await this.store.latest(tenant))?.seq ?? 0)) return undefined;
    return this.sign(tenant, end, now, false);
  }

  /** Swears that the chain goes on after this record, so that those up to it may be deleted. */
  anchor(tenant: string, end: ChainEnd, now: Date): Promise<Checkpoint> {
    return this.sign(tenant, end, now, true);
  }

  private async sign(tenant: string, end: ChainEnd, now: Date, anchor: boolean): Promise<Checkpoint> {
    const { seq, hash } = end;
    const checkpoint = signed(
      { tenant, seq, hash, time: now.toISOString(), anchor },
      await this.signer.key(),
    );
    await this.store.add(checkpoint);
    return checkpoint;
  }
}
