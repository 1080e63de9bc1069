import type { Finding, GapKind } from '../gap';
import { finding, NO_FINDINGS } from './finding';
import { type ReferenceGroup, unambiguousPair } from './reference-groups';

type Layer = 'customer' | 'site' | 'area';

/** The two sides place an unambiguous pair with different customers. */
export function customerDiffers(group: ReferenceGroup): readonly Finding[] {
  return layerDiffers(group, 'customer', 'customer_differs');
}

/** The two sides place an unambiguous pair on different sites. */
export function siteDiffers(group: ReferenceGroup): readonly Finding[] {
  return layerDiffers(group, 'site', 'site_differs');
}

/** The two sides place an unambiguous pair in different areas. */
export function areaDiffers(group: ReferenceGroup): readonly Finding[] {
  return layerDiffers(group, 'area', 'area_differs');
}

function layerDiffers(group: ReferenceGroup, layer: Layer, kind: GapKind): readonly Finding[] {
  const pair = unambiguousPair(group);
  if (pair === undefined || sameText(pair.point[layer], pair.device[layer])) return NO_FINDINGS;
  const inErp = pair.point[layer].trim();
  const onDevice = pair.device[layer].trim();
  if (inErp === '' || onDevice === '') return NO_FINDINGS;
  return [
    finding({
      kind,
      reference: group.reference,
      points: [pair.point],
      devices: [pair.device],
      reason: `For ${group.reference} the ERP says ${layer} "${inErp}", the trap says "${onDevice}".`,
      remedy:
        `Find out which is right: change the ${layer} of the inspection point in the ERP, or of the device in ` +
        'Microshare. If the trap stands elsewhere, it carries the wrong reference.',
    }),
  ];
}

/** Equal but for surrounding spaces, case and the way accents are encoded. */
export function sameText(a: string, b: string): boolean {
  return a === b || fold(a) === fold(b);
}

function fold(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}
