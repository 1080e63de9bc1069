/** What the IoT side knows about a point and an ERP may want to hold. */
export const ERP_POINT_VALUES = ['deviceEui', 'deviceStatus', 'lastSync'] as const;
export type ErpPointValue = (typeof ERP_POINT_VALUES)[number];

/**
 * Values of one point. A value that is absent is left alone, `''` is "empty". `deviceEui` counts as equal however it is
 * grouped; `lastSync` is ISO 8601 UTC, of which an ERP may keep whole seconds only.
 */
export type ErpPointValues = { readonly [V in ErpPointValue]?: string };

/** A change of one ERP record, decided from a reading of it. */
export interface ErpWriteBack {
  readonly erpId: string;
  readonly values: ErpPointValues;
  /** `updatedAt` of the point as it was read; a record that has another one by now is not written. Absent: not checked. */
  readonly expectedUpdatedAt?: string;
}

/**
 * Why a record was not written, by what can be done about it: read it again (`conflict`), drop the change (`gone`: deleted
 * or not visible), mend the value (`invalid`) or the rights (`forbidden`) or the settings (`not_mapped`: no field for it),
 * try again later (`unavailable`: certainly not written).
 */
export type ErpRefusal = 'conflict' | 'gone' | 'invalid' | 'forbidden' | 'not_mapped' | 'unavailable';

/** What became of one change. `message` is fit for people; never a traceback. */
export type ErpWriteResult = { readonly erpId: string } & (
  | {
      readonly outcome: 'written';
      /** The values that were changed, as they were and as the record holds them now. */
      readonly before: ErpPointValues;
      readonly after: ErpPointValues;
      /** The record's new `updatedAt`, by which a reader knows its own change; `null` where it could not be read again. */
      readonly updatedAt: string | null;
    }
  /** The record holds these values already; nothing was sent. */
  | { readonly outcome: 'unchanged'; readonly updatedAt: string | null }
  | { readonly outcome: 'refused'; readonly reason: ErpRefusal; readonly message: string }
  /** It may have been carried out, or still be: reading back did not show it. The same change may be given again. */
  | { readonly outcome: 'unknown'; readonly message: string }
);
