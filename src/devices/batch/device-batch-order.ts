import { setImmediate as nextTurn } from 'node:timers/promises';
import { ProblemError } from '../../common/problem';
import type { BatchItem } from './device-batch-items';

/** What the items before one mean for a device: nothing, or that the batch makes it or takes it away. */
export type Fate = 'as it is' | 'created' | 'deleted';

interface Course {
  readonly fate: Fate;
  /** When the batch creates the device: resolves once that has succeeded or failed, and the index shows which. */
  readonly created: Promise<unknown> | undefined;
  readonly last: Promise<unknown>;
}

/**
 * What the items of one batch mean to each other: which of them names a reference first, and in which order changes to
 * one device begin. The writer of a cluster keeps the order of what is submitted to it; only a device that the batch
 * itself creates has to be there before it can be changed, and gone before it can be created again.
 */
export class BatchOrder {
  /** Guids of devices that items so far delete or give another reference. */
  readonly givenUp = new Set<string>();
  private readonly claims = new Map<string, { readonly index: number; readonly holder: string }>();
  private readonly courses = new Map<string, Course>();

  /**
   * Notes that an item asks for a reference on behalf of a device.
   * @param holder the same for items about the same device
   * @throws ProblemError `conflict` when an earlier item wants it for another device and no duplicate is allowed
   */
  claim(reference: string, holder: string, index: number, allowDuplicate: boolean): void {
    const earlier = this.claims.get(reference);
    if (earlier === undefined) this.claims.set(reference, { index, holder });
    else if (earlier.holder !== holder && !allowDuplicate) {
      const message = `is used by item ${earlier.index} of the batch already`;
      throw new ProblemError('conflict', `the erp_reference ${reference} ${message}`, {
        errors: [{ field: 'erp_reference', message, value: reference }],
      });
    }
  }

  /**
   * Begins the work on a device at once, or when the items before it have come far enough.
   * @param work is told what these mean for the device
   * @throws ProblemError `conflict` for a second creation of the same device
   */
  inTurn<T>(guid: string, op: BatchItem['op'], work: (fate: Fate) => Promise<T>): Promise<T> {
    const earlier = this.courses.get(guid);
    const fate = earlier?.fate ?? 'as it is';
    const creates = op === 'create';
    if (creates && earlier?.created !== undefined) {
      const message = 'is created by an earlier item of the batch already';
      throw new ProblemError('conflict', `the guid ${guid} ${message}`, {
        errors: [{ field: 'guid', message, value: guid }],
      });
    }
    const due = creates ? earlier?.last : earlier?.created;
    const result = due === undefined ? work(fate) : due.then(() => work(fate));
    const settled = result.then(pause, pause);
    this.courses.set(guid, {
      fate: creates ? 'created' : op === 'delete' ? 'deleted' : fate,
      created: creates ? settled : earlier?.created,
      last: settled,
    });
    return result;
  }
}

/** Lets the round that has just ended be over, so that what follows shares the next one. */
async function pause(): Promise<void> {
  await nextTurn();
}
