import type { InspectionPoint } from '@libs/domain';

type Row = readonly [reference: string, name: string, customer: string, site: string, area: string];

const LONG = 'L'.repeat(300);

/** The recorded catalogue by hand, in the order of its ids from 1: what every adapter has to make of it. */
const ROWS: readonly Row[] = [
  ['ACME_P1_DOCK_001', 'ACME Foods / Plant 1 / Loading dock', 'ACME Foods', 'Plant 1', 'Loading dock'],
  ['ACME_P1_DOCK_002', 'ACME Foods / Plant 1 / Loading dock', 'ACME Foods', 'Plant 1', 'Loading dock'],
  [
    'ACME_P1_SILO_001',
    'ACME Foods / Plant 1 / Grain silo <A> & "B"',
    'ACME Foods',
    'Plant 1',
    'Grain silo <A> & "B"',
  ],
  ['ACME_P2_KITCH_001', "ACME Foods / Plant 2 / Chef's kitchen", 'ACME Foods', 'Plant 2', "Chef's kitchen"],
  [
    'CAFE_PARIS_001',
    'Café Lumière / Paris 9ᵉ / Réserve — cave à vin',
    'Café Lumière',
    'Paris 9ᵉ',
    'Réserve — cave à vin',
  ],
  ['TOKYO_KURA_001', '東京倉庫 / 品川 / 搬入口', '東京倉庫', '品川', '搬入口'],
  ['EMOJI_001', 'Hôtel 🐀 / Rez-de-chaussée / Cuisine', 'Hôtel 🐀', 'Rez-de-chaussée', 'Cuisine'],
  ['TAB_001', 'Tab\tCo / Line\nBreak / Area', 'Tab\tCo', 'Line\nBreak', 'Area'],
  ['LONG_001', LONG, LONG, '', ''],
  ['NODELIM_001', 'Warehouse without separators', 'Warehouse without separators', '', ''],
  ['', 'No reference', 'No reference', '', ''],
  [
    'ACME_P1_DOCK_001',
    'ACME Foods / Plant 1 / Loading dock (copy)',
    'ACME Foods',
    'Plant 1',
    'Loading dock (copy)',
  ],
  ['ACME_P1_OLD_001', 'ACME Foods / Plant 1 / Old dock', 'ACME Foods', 'Plant 1', 'Old dock'],
];

/** The only archived one. */
export const ARCHIVED_REFERENCE = 'ACME_P1_OLD_001';
/** Two points hold it. */
export const DUPLICATE_REFERENCE = 'ACME_P1_DOCK_001';

export const RECORDED_POINTS: readonly InspectionPoint[] = ROWS.map(
  ([reference, name, customer, site, area], index) => ({
    erpId: String(index + 1),
    reference,
    name,
    customer,
    site,
    area,
    placement: '',
    configuration: '',
    deviceEui: '',
    archived: reference === ARCHIVED_REFERENCE,
    status: reference === ARCHIVED_REFERENCE ? 'inactive' : 'active',
    updatedAt: '2026-11-21T08:44:21.000Z',
  }),
);
