/** What a reference shared between ERP and device may look like. */
export const REFERENCE_PATTERN = /^[A-Z0-9_]{3,50}$/;

export const PLACEMENTS = ['Internal', 'External'] as const;
export const CONFIGURATIONS = ['Poison', 'Bait/Lured', 'Kill/Trap', 'Glue', 'Cavity'] as const;

/** Placement and configuration shown for gateways, which have four location layers only. */
export const GATEWAY_PLACEMENT = 'Infrastructure';
export const GATEWAY_CONFIGURATION = 'Gateway';

const canonicalPlacement = spellings(PLACEMENTS);
const canonicalConfiguration = spellings(CONFIGURATIONS);

/** `internal ` -> `Internal`; an unknown value comes back trimmed. */
export function readPlacement(value: string): string {
  return canonicalPlacement.get(fold(value)) ?? value.trim();
}

/** `bait`, `kill / trap` -> `Bait/Lured`, `Kill/Trap` (live data holds such values); unknown values come back trimmed. */
export function readConfiguration(value: string): string {
  return canonicalConfiguration.get(fold(value)) ?? value.trim();
}

/** Status in lower case without surrounding spaces; upstream writes `Provisioning` beside `pending`. */
export function readStatus(value: string): string {
  return value.trim().toLowerCase();
}

/** The form in which two references count as a near match: upper case, no white space. */
export function foldReference(reference: string): string {
  return fold(reference).toUpperCase();
}

/** Every way one canonical value is written: itself and, for `A/B`, each half. */
function spellings(values: readonly string[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const value of values) {
    for (const spelling of [value, ...value.split('/')]) map.set(fold(spelling), value);
  }
  return map;
}

function fold(value: string): string {
  return value.toLowerCase().replace(/\s+/g, '');
}
