import { normalizeHardwareId } from '@libs/domain';
import { ERP_POINT_VALUES, type ErpPointValue, type ErpPointValues } from './erp-write-back';

/** Those of the wanted values that a record does not hold yet. */
export function differingValues(held: ErpPointValues, wanted: ErpPointValues): ErpPointValues {
  return only(wanted, (value) => !isSame(value, held[value] ?? '', wanted[value] ?? ''));
}

/** The part of `values` that `of` names, too. */
export function sameValues(values: ErpPointValues, of: ErpPointValues): ErpPointValues {
  return only(of, () => true, values);
}

/** The values that a change names and an ERP has no field for. */
export function unmappedValues(wanted: ErpPointValues, writable: readonly ErpPointValue[]): ErpPointValue[] {
  return ERP_POINT_VALUES.filter((value) => wanted[value] !== undefined && !writable.includes(value));
}

function only(
  named: ErpPointValues,
  wants: (value: ErpPointValue) => boolean,
  from: ErpPointValues = named,
): ErpPointValues {
  const chosen = ERP_POINT_VALUES.filter((value) => named[value] !== undefined && wants(value));
  return Object.fromEntries(chosen.map((value) => [value, from[value] ?? '']));
}

function isSame(value: ErpPointValue, left: string, right: string): boolean {
  switch (value) {
    case 'deviceEui':
      return normalizeHardwareId(left) === normalizeHardwareId(right);
    case 'lastSync':
      return wholeSecond(left) === wholeSecond(right);
    case 'deviceStatus':
      return left === right;
  }
}

/** Milliseconds since the epoch without the fraction of a second; the text itself where it is no time. */
function wholeSecond(text: string): number | string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : Math.floor(at / 1000);
}
