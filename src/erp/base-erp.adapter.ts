import type { Device, DeviceFields, InspectionPoint } from '@libs/domain';
import type { CredentialExpiry } from './credential-expiry';
import { describedBy, type ErpDescription } from './erp-description';
import type { ErpKeys } from './erp-keys';
import type { ErpProbe } from './erp-probe';
import type { ErpMappings } from './mapping/erp-mappings';
import type { ErpArchiving, ErpPointResult, NewErpPoint } from './erp-new-point';
import type { ErpPointValue, ErpWriteBack, ErpWriteResult } from './erp-write-back';

export type { ErpProbe } from './erp-probe';

/** What an adapter can do beyond reading points. */
export interface ErpCapabilities {
  readonly system: string;
  /** Points can be looked up by reference without reading all. */
  readonly lookupByReference: boolean;
  readonly archivedPoints: boolean;
  /** Values that {@link BaseErpAdapter.writeBack} has a place for; by settings. */
  readonly writable: readonly ErpPointValue[];
  /** Why {@link BaseErpAdapter.createPoints} makes none here, in words; undefined where it does. By settings and mapping. */
  readonly refusesNewPoints: string | undefined;
}

/** Values to write into one ERP record, by the ERP's own field names. */
export type ErpFieldValues = Readonly<Record<string, string | number | boolean>>;

/**
 * The port to an ERP, and its injection token. An adapter returns complete data or throws a subclass of `UpstreamError`
 * (`libs/upstream`), sorted by what the caller can do; "unreachable" never reads as "no points". Every call honours its
 * signal: it stops work and throws the signal's reason.
 */
export abstract class BaseErpAdapter {
  abstract capabilities(): ErpCapabilities;

  /** Connects, logs in, counts what this account sees and names what is missing. Throws only when it cannot find out. */
  abstract probe(signal?: AbortSignal): Promise<ErpProbe>;

  /** The capability record: {@link probe}, and what else the ERP tells of itself and of the account's rights. */
  async describe(signal?: AbortSignal): Promise<ErpDescription> {
    return describedBy(await this.probe(signal));
  }

  /** Until when this account's credentials are accepted, as far as the ERP tells. @throws UpstreamError */
  credentialExpiry(signal?: AbortSignal): Promise<CredentialExpiry> {
    signal?.throwIfAborted();
    return Promise.resolve({ kind: 'unknown', why: 'this ERP does not tell' });
  }

  /** How the account's API key is exchanged, where a program can do that; undefined for an ERP without such keys. */
  keys(): ErpKeys | undefined {
    return undefined;
  }

  /** How records become points, where an administrator can change that; undefined for an ERP whose mapping is fixed. */
  mappings(): ErpMappings | undefined {
    return undefined;
  }

  /**
   * All inspection points, archived ones included and marked, in pages of the adapter's choice, each point once, ordered
   * by the ERP's record id. A failure on any page throws out of the iterator: what came before is then incomplete.
   */
  abstract inspectionPoints(signal?: AbortSignal): AsyncIterable<readonly InspectionPoint[]>;

  /**
   * The points whose records were changed at `since` (ISO 8601 UTC, by the ERP's clock) or later, archived ones too, in
   * pages, ordered by id; whoever commits late is found by asking from earlier on. One call where nothing has changed.
   */
  abstract changedSince(since: string, signal?: AbortSignal): AsyncIterable<readonly InspectionPoint[]>;

  /** When any point was last changed, by the ERP's clock, or earlier; `null` where there is no point or no such time. */
  abstract latestChange(signal?: AbortSignal): Promise<string | null>;

  /** The ids of all points, in pages, by record id: what is not among them any more was deleted or is hidden. */
  abstract pointIds(signal?: AbortSignal): AsyncIterable<readonly string[]>;

  /** The points with these ids; one that is not there is simply not among them. */
  abstract findByIds(ids: readonly string[], signal?: AbortSignal): Promise<readonly InspectionPoint[]>;

  /** The points with these references, archived ones too; an unknown reference is simply not among them. */
  abstract findByReferences(
    references: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]>;

  /** The device that should stand at a point. Fields the ERP does not know are `''`, hardware `PLANNED_HARDWARE_ID`. */
  abstract mapToMicroshare(point: InspectionPoint): DeviceFields;

  /** What the ERP record of a device's point should hold, by the ERP's field names. */
  abstract mapFromMicroshare(device: Device | DeviceFields): ErpFieldValues;

  /**
   * Writes values of devices into the records of their points, of each record only what differs. One result per change,
   * in their order, whatever happens on the way; a record that is named twice takes the changes in their order, and hardware
   * that a record gives up is free for the changes behind it. Safe to repeat: what is there already is `unchanged`, whatever version was expected. An unknown outcome is read back.
   * @throws UpstreamError only while nothing has been sent; what cannot be tried after that is `unavailable`
   * @throws the signal's reason; what was written until then stays, and a repetition finds it `unchanged`
   */
  abstract writeBack(
    changes: readonly ErpWriteBack[],
    signal?: AbortSignal,
  ): Promise<readonly ErpWriteResult[]>;

  /**
   * Makes inspection points. One result per point, in their order, whatever happens on the way. Safe to repeat: the same
   * key never leads to a second record, and what people have changed of the first one since is left as it is.
   * An ERP that cannot refuses all, and says so in its capabilities.
   * @throws the signal's reason; what was made until then stays, and a repetition finds it
   */
  createPoints(points: readonly NewErpPoint[], signal?: AbortSignal): Promise<readonly ErpPointResult[]> {
    signal?.throwIfAborted();
    const message = this.capabilities().refusesNewPoints ?? 'This ERP cannot do that';
    return Promise.resolve(points.map(() => ({ outcome: 'refused', reason: 'not_mapped', message })));
  }

  /**
   * Archives points, or restores archived ones; nothing is deleted. One result per point, in their order. Safe to repeat:
   * a point that is as it should be is `done`, whatever version was expected. An ERP that makes no points refuses all.
   * @throws the signal's reason
   */
  setArchived(changes: readonly ErpArchiving[], signal?: AbortSignal): Promise<readonly ErpPointResult[]> {
    signal?.throwIfAborted();
    const message = this.capabilities().refusesNewPoints ?? 'This ERP cannot do that';
    return Promise.resolve(changes.map(() => ({ outcome: 'refused', reason: 'not_mapped', message })));
  }

  /** Releases connections. */
  abstract close(): Promise<void>;
}
