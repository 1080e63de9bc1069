import type { DeviceStatus } from './device';

/** A place the pest-control company inspects, as its ERP records it. Text fields are `''` where the ERP holds nothing. */
export interface InspectionPoint {
  /** The ERP's own record id, as text. */
  readonly erpId: string;
  /** Key shared with the device (`location[3]`). Neither unique nor always present: ERPs hold dirty data. */
  readonly reference: string;
  readonly name: string;
  readonly customer: string;
  readonly site: string;
  readonly area: string;
  /** Where the ERP says nothing about them, ''. */
  readonly placement: string;
  readonly configuration: string;
  /** DevEUI the ERP believes to be installed. */
  readonly deviceEui: string;
  /** What was last written back of the device: its status, and when it was synchronised; absent where no field is set for it. */
  readonly deviceStatus?: string;
  /** ISO 8601 UTC, or `''`. */
  readonly lastSync?: string;
  readonly archived: boolean;
  /** What the ERP says of the inspection; archived points are `inactive`. */
  readonly status: DeviceStatus;
  /** ISO 8601 UTC of the last change in the ERP; `null` where it does not say. */
  readonly updatedAt: string | null;
}
