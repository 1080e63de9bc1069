import { Injectable } from '@nestjs/common';
import { type Device, type DeviceFields, deviceFieldsOf, deviceVersion } from '@libs/domain';
import type { ClusterAddress } from '@libs/microshare-client';
import { ProblemError } from '../../common/problem';
import { MicroshareCalls } from '../microshare-calls';
import type { UpstreamAccount } from '../upstream-account';
import { ClusterDraft } from './cluster-draft';
import { ClusterWriter } from './cluster-writer';

/** A device that is to go from one cluster to another. */
export interface Transfer {
  readonly guid: string;
  /** What is to be different there. */
  readonly fields: Partial<DeviceFields>;
  /** `deviceVersion` that it must have where it is. */
  readonly expectedVersion: string;
}

export interface TransferResult {
  readonly before: Device;
  readonly after: Device;
}

/**
 * Takes devices from one cluster to another, with everything that upstream holds of them. No call of upstream's does
 * that: a device is made in the new cluster first and taken from the old one afterwards, so it is never lost; for a moment
 * both have it. Safe to repeat: what an earlier delivery has made is taken for the device itself.
 */
@Injectable()
export class DeviceTransfer {
  constructor(
    private readonly calls: MicroshareCalls,
    private readonly writer: ClusterWriter,
  ) {}

  /**
   * One result per transfer, in their order; they share the reads and writes of each cluster.
   * @throws UpstreamError when the old cluster cannot be read; nothing has been changed then
   */
  async run(
    account: UpstreamAccount,
    from: ClusterAddress,
    to: ClusterAddress,
    transfers: readonly Transfer[],
  ): Promise<readonly PromiseSettledResult<TransferResult>[]> {
    const draft = new ClusterDraft(await this.calls.readCluster(account, from));
    return Promise.allSettled(transfers.map((transfer) => this.move(account, draft, { from, to }, transfer)));
  }

  private async move(
    account: UpstreamAccount,
    draft: ClusterDraft,
    { from, to }: { readonly from: ClusterAddress; readonly to: ClusterAddress },
    { guid, fields, expectedVersion }: Transfer,
  ): Promise<TransferResult> {
    const [before, like] = [draft.find(guid), draft.rawOf(guid)];
    if (before === undefined || like === undefined) {
      throw new ProblemError(
        'not-found',
        `there is no device with the guid ${guid} in the cluster ${from.id}`,
      );
    }
    if (deviceVersion(before) !== expectedVersion) {
      throw new ProblemError(
        'precondition-failed',
        'the device has changed since it was read; read it again',
      );
    }
    const there = { ...deviceFieldsOf(before), ...fields };
    const { after } = await this.writer.submit(account, to, {
      kind: 'create',
      guid,
      fields: there,
      allowDuplicate: there.erpReference === '',
      repeatable: true,
      like,
    });
    if (after === null) throw new Error(`the device ${guid} came back without its content`);
    try {
      await this.writer.submit(account, from, { kind: 'delete', guid, expectedVersion });
    } catch (error) {
      // Changed by somebody else meanwhile: his state stays, and the copy goes.
      if (error instanceof ProblemError && error.kind === 'precondition-failed') {
        await this.writer.submit(account, to, {
          kind: 'delete',
          guid,
          expectedVersion: deviceVersion(after),
        });
      }
      throw error;
    }
    return { before, after };
  }
}
