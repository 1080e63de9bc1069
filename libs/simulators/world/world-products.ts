import { isPlanned } from '@libs/domain';
import type { RawDevice } from '@libs/microshare-client';
import type { Position } from './world-devices';

/** An inspection point as a product of the ERP; a field that is absent is empty there. */
export interface WorldProduct {
  /** `Customer / Site / Area`. */
  readonly name: string;
  readonly default_code?: string;
  /** DevEUI of the trap that the ERP believes to stand there. */
  readonly barcode?: string;
  /** Absent: active. */
  readonly active?: boolean;
}

/** The product for a position and the device that stands at it, if any. */
export function productOf({ customer, site, area, reference }: Position, device?: RawDevice): WorldProduct {
  const eui = device?.id ?? '';
  return {
    name: `${customer} / ${site} / ${area}`,
    default_code: reference,
    ...(!isPlanned(eui) && { barcode: eui }),
  };
}
