import { Injectable } from '@nestjs/common';
import type { Device, InspectionPoint } from '@libs/domain';
import { Configuration } from '../config/configuration';
import { ErpPoints } from '../erp/erp-points';
import { CatalogueService } from '../microshare/catalogue.service';
import type { UpstreamAccount } from '../microshare/upstream-account';
import type { RunSide } from './gap-run';

/** Both sides, each of them complete. */
export interface BothSides {
  readonly points: readonly InspectionPoint[];
  readonly devices: readonly Device[];
  /** When reading the points began. */
  readonly pointsAsOf: Date;
  /** No device was read before. */
  readonly devicesAsOf: Date;
}

/** One side could not be read completely; the original error is the cause. */
export class SideFailure extends Error {
  constructor(
    readonly side: RunSide,
    cause: unknown,
  ) {
    super(`the ${side} side could not be read completely`, { cause });
    this.name = 'SideFailure';
  }
}

/** Reads the ERP and the account's devices at the same time, all of both or nothing. */
@Injectable()
export class SideReader {
  constructor(
    private readonly erp: ErpPoints,
    private readonly catalogue: CatalogueService,
    private readonly configuration: Configuration,
  ) {}

  /** The account of scheduled runs. */
  get serviceAccount(): UpstreamAccount {
    return this.catalogue.serviceAccount;
  }

  /**
   * Returns only when both reads have ended, so that nothing is left running behind: the side that fails first stops
   * the other.
   * @throws SideFailure naming the side that failed first
   * @throws the signal's reason
   */
  async read(account: UpstreamAccount, signal: AbortSignal): Promise<BothSides> {
    const failing = new AbortController();
    const either = AbortSignal.any([signal, failing.signal]);
    const guarded = async <T>(side: RunSide, read: () => Promise<T>): Promise<T> => {
      try {
        return await read();
      } catch (error) {
        failing.abort(new SideFailure(side, error));
        throw error;
      }
    };
    const pointsAsOf = new Date();
    const [points, devices] = await Promise.allSettled([
      guarded('erp', () => this.erp.readAll(either)),
      guarded('devices', () => this.devices(account, either)),
    ]);
    signal.throwIfAborted();
    failing.signal.throwIfAborted();
    return {
      points: valueOf(points),
      devices: valueOf(devices).devices,
      pointsAsOf,
      devicesAsOf: valueOf(devices).asOf,
    };
  }

  private devices(
    account: UpstreamAccount,
    signal: AbortSignal,
  ): Promise<{ readonly devices: readonly Device[]; readonly asOf: Date }> {
    return this.catalogue.readComplete(account, { maxAgeS: this.configuration.cache.deviceTtlS, signal });
  }
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
