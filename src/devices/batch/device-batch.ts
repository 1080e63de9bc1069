import { setImmediate as nextTurn } from 'node:timers/promises';
import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { Device } from '@libs/domain';
import type { Principal } from '../../auth/principal';
import { ProblemError } from '../../common/problem';
import type { DeviceIndex } from '../../microshare/catalogue/device-index';
import { CatalogueService } from '../../microshare/catalogue.service';
import { DeviceBatchDryRun } from './device-batch-dry-run';
import { type BatchItem, toBatchItem } from './device-batch-items';
import { BatchOrder, type Fate } from './device-batch-order';
import { itemProblem, knownProblem } from './device-batch-problem';
import { BatchResults } from './device-batch-results';
import { type BatchStep, givesUpReference, stepOf } from './device-batch-steps';
import { DeviceCommands } from '../device-commands';
import { Idempotency } from '../idempotency';

export interface BatchOptions {
  readonly dryRun: boolean;
  /** Creations without a guid get one that a repetition under the same key has too. */
  readonly idempotencyKey: string | undefined;
}

/** What the items of one batch share. */
interface Batch extends BatchOptions {
  readonly principal: Principal;
  readonly devices: DeviceIndex;
  readonly order: BatchOrder;
  readonly results: BatchResults;
}

/** Work on items for this long, in milliseconds, before others get a turn. */
const SLICE_MS = 10;

/**
 * Many changes in one call, each with a result of its own. All valid items are handed to the writers of their clusters in
 * one go, so that a cluster is read and written once for all of them. A batch that has begun goes on to its end, whoever
 * still listens.
 */
@Injectable()
export class DeviceBatch implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DeviceBatch.name);
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly catalogue: CatalogueService,
    private readonly commands: DeviceCommands,
    private readonly trial: DeviceBatchDryRun,
    private readonly idempotency: Idempotency,
  ) {}

  /**
   * Begins the batch.
   * @returns its results, one per item, as they settle
   * @throws ProblemError when devices cannot be served at all, or the key was used for another request
   */
  async start(principal: Principal, items: readonly unknown[], options: BatchOptions): Promise<BatchResults> {
    const { index: devices } = this.catalogue.view(principal.account, 'mapping');
    // Remembers which request the key stands for; what it answers to a repetition is found upstream, device by device.
    const key = options.dryRun ? undefined : options.idempotencyKey;
    const remembered = { status: 200, body: null };
    await this.idempotency.once(principal, key, { batch: items }, () => Promise.resolve(remembered));
    const results = new BatchResults(items.length);
    const batch: Batch = { ...options, principal, devices, order: new BatchOrder(), results };
    const run = this.run(batch, items).finally(() => this.running.delete(run));
    this.running.add(run);
    return results;
  }

  /** Waits for what batches have begun, even when their callers have gone. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.running);
  }

  private async run(batch: Batch, items: readonly unknown[]): Promise<void> {
    const valid: { readonly index: number; readonly item: BatchItem }[] = [];
    let sliceEnd = performance.now() + SLICE_MS;
    for (const [index, value] of items.entries()) {
      try {
        valid.push({ index, item: await toBatchItem(value) });
      } catch (error) {
        this.fail(batch, index, error, false);
      }
      if (performance.now() < sliceEnd) continue;
      await nextTurn();
      sliceEnd = performance.now() + SLICE_MS;
    }
    // In one turn of the event loop: the first round of each cluster takes them all.
    await Promise.all(valid.map(({ index, item }) => this.carryOut(batch, index, item)));
  }

  private async carryOut(batch: Batch, index: number, item: BatchItem): Promise<void> {
    const { principal, order, results, dryRun, idempotencyKey } = batch;
    try {
      const step = stepOf(principal, index, item, order.givenUp, idempotencyKey);
      claimReference(batch, index, item);
      const work = (fate: Fate): Promise<Device | null> =>
        dryRun ? this.trial.judge(principal, step, fate) : this.apply(principal, step);
      const change = step.guid === undefined ? work('as it is') : order.inTurn(step.guid, step.op, work);
      if (givesUpReference(item)) order.givenUp.add(item.guid);
      results.settle({ index, status: item.op === 'create' ? 201 : 200, device: await change }, true);
    } catch (error) {
      this.fail(batch, index, error, true);
    }
  }

  private async apply(principal: Principal, step: BatchStep): Promise<Device> {
    switch (step.op) {
      case 'create':
        return this.commands.create(principal, step.input);
      case 'update':
        return (await this.commands.update(principal, step.guid, step.input)).after;
      case 'delete':
        return this.commands.delete(principal, step.guid, step.versions);
    }
  }

  private fail({ results }: Batch, index: number, error: unknown, round: boolean): void {
    const known = knownProblem(error);
    if (known === undefined)
      this.logger.error({ err: error, index }, 'an item of a batch failed unexpectedly');
    const problem = itemProblem(known ?? new ProblemError('internal', 'an unexpected error occurred'));
    results.settle({ index, status: problem.status, device: null, problem }, round);
  }
}

function claimReference({ devices, order }: Batch, index: number, item: BatchItem): void {
  if (item.op === 'delete' || item.erp_reference === undefined) return;
  const [current] = item.guid === undefined ? [] : devices.byGuid(item.guid);
  // Naming the reference that the device has already takes nothing from anybody.
  if (item.op === 'update' && current?.erpReference === item.erp_reference) return;
  order.claim(item.erp_reference, item.guid ?? `#${index}`, index, item.allow_duplicate ?? false);
}
