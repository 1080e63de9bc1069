import type { Device, DeviceFields, InspectionPoint } from '@libs/domain';

/** What a connection test found. Nothing here is a secret. */
export interface ErpProbe {
  /** Vendor and version as the server states them, e.g. `Odoo 17.0`. */
  readonly server: string;
  /** The account that answered. */
  readonly account: string;
  /** How many inspection points this account can see, archived ones included. */
  readonly visiblePoints: number;
  /** What an administrator has to mend, in his words (group, model, field, category); empty when all is well. */
  readonly missing: readonly string[];
}

/** What an adapter can do beyond reading points. */
export interface ErpCapabilities {
  readonly system: string;
  /** Points can be looked up by reference without reading all. */
  readonly lookupByReference: boolean;
  readonly archivedPoints: boolean;
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

  /**
   * All inspection points, archived ones included and marked, in pages of the adapter's choice, each point once, ordered
   * by the ERP's record id. A failure on any page throws out of the iterator: what came before is then incomplete.
   */
  abstract inspectionPoints(signal?: AbortSignal): AsyncIterable<readonly InspectionPoint[]>;

  /** The points with these references, archived ones too; an unknown reference is simply not among them. */
  abstract findByReferences(
    references: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]>;

  /** The device that should stand at a point. Fields the ERP does not know are `''`, hardware `PLANNED_HARDWARE_ID`. */
  abstract mapToMicroshare(point: InspectionPoint): DeviceFields;

  /** What the ERP record of a device's point should hold, by the ERP's field names. */
  abstract mapFromMicroshare(device: Device | DeviceFields): ErpFieldValues;

  /** Releases connections. */
  abstract close(): Promise<void>;
}
