import type { ClusterSummary, Device, DeviceFields } from '@libs/domain';
import type { RawDevice } from '@libs/microshare-client';

/** One change to one device of a cluster, as plain data. Applied to whatever the cluster holds when its turn comes. */
export type DeviceChange =
  | {
      readonly kind: 'create';
      readonly guid: string;
      readonly fields: DeviceFields;
      /** Accept a reference that another device of the cluster has. */
      readonly allowDuplicate: boolean;
      /** A device with this guid can only come from an earlier delivery of this change: it is the result. */
      readonly repeatable: boolean;
      /** The device as upstream held it before it was undone: it is made again with the fields that nobody here knows. */
      readonly like?: RawDevice | undefined;
    }
  | {
      readonly kind: 'update';
      readonly guid: string;
      readonly fields: Partial<DeviceFields>;
      readonly allowDuplicate: boolean;
      /** `deviceVersion` that the device must still have; undefined = whatever it is. */
      readonly expectedVersion?: string | undefined;
      /**
       * Names the exchange of references that it is part of: those of one exchange that share a round are applied together, or none
       * of them, and each may have the reference that another one of them gives up, whatever their order.
       */
      readonly exchange?: string | undefined;
    }
  | { readonly kind: 'delete'; readonly guid: string; readonly expectedVersion?: string | undefined };

/** What a change did, once upstream holds it. */
export interface ChangeResult {
  readonly cluster: ClusterSummary;
  /** null for a create. */
  readonly before: Device | null;
  /** null for a delete. */
  readonly after: Device | null;
  readonly updatedFields: readonly (keyof DeviceFields)[];
}
