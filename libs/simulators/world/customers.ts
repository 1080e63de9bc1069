/** An invented customer of the pest-control company. Codes build references such as `HARB_DOCK_0014`. */
export interface WorldCustomer {
  readonly name: string;
  readonly code: string;
  readonly sites: readonly WorldSite[];
}

export interface WorldSite {
  readonly name: string;
  readonly code: string;
  readonly areas: readonly [string, ...string[]];
}

const PLANT = [
  'Grain Intake',
  'Packing Hall',
  'Loading Bay 1',
  'Loading Bay 2',
  'Cold Store',
  'Waste Yard',
] as const;
const HOTEL = ['Main Kitchen', 'Restaurant', 'Dry Store', 'Laundry', 'Roof Plant Room', 'Bin Store'] as const;
const HOSPITAL = [
  'Catering',
  'Pharmacy Store',
  'Ward Block A',
  'Ward Block B',
  'Linen Room',
  'Service Duct',
] as const;
const WAREHOUSE = [
  'Aisles 1-8',
  'Aisles 9-16',
  'Inbound Dock',
  'Outbound Dock',
  'Canteen',
  'Perimeter',
] as const;
const BAKERY = [
  'Flour Silo',
  'Oven Line',
  'Cooling Hall',
  'Dispatch',
  'Ingredient Store',
  'Perimeter',
] as const;
const SCHOOL = ['Kitchen', 'Dining Hall', 'Boiler House', 'Sports Pavilion', 'Stationery Store'] as const;

const CATALOGUE: readonly WorldCustomer[] = [
  customer('Harbour Foods', 'HARB', PLANT, 'Dock Street Mill', 'Quayside Packing', 'Northgate Cold Store'),
  customer('Tarnwick Hotels', 'TARN', HOTEL, 'Lakeside House', 'Station Square', 'The Old Foundry'),
  customer('Saint Orlan Hospital', 'ORLA', HOSPITAL, 'Main Building', 'Maternity Wing', 'Day Clinic'),
  customer('Veldmar Logistics', 'VELD', WAREHOUSE, 'Hub West', 'Hub East', 'Returns Centre'),
  customer('Quillby Bakeries', 'QUIL', BAKERY, 'Mill Lane Bakery', 'Fen Road Bakery'),
  customer('Brasserie Aurélune', 'AURE', HOTEL, 'Rive Gauche', 'Côté Jardin'),
  customer('Osmere Dairies', 'OSME', PLANT, 'Creamery', 'Cheese Works'),
  customer('Pellworth Schools', 'PELL', SCHOOL, 'Hillcrest', 'Riverside', 'Woodend'),
  customer('Corvane Storage', 'CORV', WAREHOUSE, 'North Depot', 'South Depot'),
  customer('Ashgrove Care Homes', 'ASHG', HOTEL, 'The Limes', 'Beech House'),
];

/** So many customers; beyond the catalogue's end its names come again with a number. */
export function worldCustomers(count: number): readonly WorldCustomer[] {
  return Array.from({ length: count }, (_, index) => {
    const base = CATALOGUE[index % CATALOGUE.length];
    if (base === undefined) throw new RangeError('the catalogue is empty');
    const round = Math.floor(index / CATALOGUE.length) + 1;
    return round === 1 ? base : { ...base, name: `${base.name} ${round}`, code: `${base.code}${round}` };
  });
}

function customer(
  name: string,
  code: string,
  areas: WorldSite['areas'],
  ...sites: readonly string[]
): WorldCustomer {
  return { name, code, sites: sites.map((site) => ({ name: site, code: siteCode(site), areas })) };
}

/** The first four letters, without accents and spaces, in upper case. */
function siteCode(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 4)
    .toUpperCase();
}
