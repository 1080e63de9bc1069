import type { DeviceFields } from '../device';
import { CONFIGURATIONS, PLACEMENTS, REFERENCE_PATTERN } from '../vocabulary';

const LONGEST_LOCATION = 100;
const LOCATION_VALUE = /^[^,\p{Cc}]+$/u;
const HARDWARE_ID = /^[A-Za-z0-9-]{1,64}$/;

const RULES: Partial<Record<keyof DeviceFields, readonly [fits: (value: string) => boolean, rule: string]>> =
  {
    customer: [isLocation, 'must have 1 to 100 characters'],
    site: [isLocation, 'must have 1 to 100 characters'],
    area: [isLocation, 'must have 1 to 100 characters'],
    erpReference: [(value) => REFERENCE_PATTERN.test(value), 'must be 3 to 50 of A-Z, 0-9 and _'],
    placement: [(value) => oneOf(PLACEMENTS, value), `must be one of ${PLACEMENTS.join(', ')}`],
    configuration: [(value) => oneOf(CONFIGURATIONS, value), `must be one of ${CONFIGURATIONS.join(', ')}`],
    hardwareId: [(value) => HARDWARE_ID.test(value), 'must be 1 to 64 letters, digits or dashes'],
  };

const WORDS: Partial<Record<keyof DeviceFields, string>> = {
  erpReference: 'reference',
  hardwareId: 'hardware id',
};

/** What speaks against writing these values to a device, one sentence part per value; empty when nothing does. */
export function unfitValues(fields: Partial<DeviceFields>): readonly string[] {
  return (Object.keys(fields) as (keyof DeviceFields)[]).flatMap((field) => {
    const [value, rule] = [fields[field], RULES[field]];
    if (value === undefined || rule === undefined || rule[0](value)) return [];
    return [`${WORDS[field] ?? field} "${shortened(value)}" ${rule[1]}`];
  });
}

function isLocation(value: string): boolean {
  return value.length <= LONGEST_LOCATION && LOCATION_VALUE.test(value);
}

function oneOf(words: readonly string[], value: string): boolean {
  return words.includes(value);
}

function shortened(value: string): string {
  return value.length <= 60 ? value : `${value.slice(0, 57)}...`;
}
