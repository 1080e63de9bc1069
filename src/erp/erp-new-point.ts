import type { DeviceFields, InspectionPoint } from '@libs/domain';
import type { ErpRefusal } from './erp-write-back';

/** An inspection point to make for a device that has none. */
export interface NewErpPoint {
  /** The device's own, for good: by it the ERP's record is found again. */
  readonly key: string;
  readonly fields: DeviceFields;
}

/** A point that is to be archived, or restored. */
export interface ErpArchiving {
  readonly erpId: string;
  readonly archived: boolean;
  /** `updatedAt` of the point as it was read; a record that has another one by now is left alone. Absent: not checked. */
  readonly expectedUpdatedAt?: string;
}

/** What became of a point that was to be made, archived or restored. `message` is fit for people; never a traceback. */
export type ErpPointResult =
  /** The point as the ERP holds it now. */
  | { readonly outcome: 'done'; readonly point: InspectionPoint }
  /** `conflict` also where the record that was made for this key is another point by now, or archived. */
  | { readonly outcome: 'refused'; readonly reason: ErpRefusal; readonly message: string }
  /** It may have been carried out, or still be. The same may be given again. */
  | { readonly outcome: 'unknown'; readonly message: string };
