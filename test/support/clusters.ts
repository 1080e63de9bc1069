import { PLANNED_HARDWARE_ID, REC_TYPES } from '@libs/domain';
import type { RawCluster, RawDevice } from '@libs/microshare-client';

/** A trap as Microshare holds it; override what a test is about. */
export function rawTrap(guid: string, location: readonly string[], more: Partial<RawDevice> = {}): RawDevice {
  return { id: PLANNED_HARDWARE_ID, guid, status: 'pending', meta: { location: [...location] }, ...more };
}

/** A cluster in the documented shape, unknown fields included. */
export function rawCluster(
  id: string,
  name: string,
  devices: readonly RawDevice[],
  more: { readonly recType?: string; readonly tags?: readonly string[] } = {},
): RawCluster {
  const tags = [...(more.tags ?? ['Northbank Pest', 'trap'])];
  return {
    _id: id,
    id,
    name,
    desc: `${name}, for tests`,
    recType: more.recType ?? REC_TYPES.rodent_sensor,
    tags,
    owner: { appid: '', org: 'com.northbank.pest', owners: [], user: 'ms_admin@northbank-pest.example' },
    createDate: '2025-09-22T10:15:30.120Z',
    updateDate: '2026-02-18T09:41:07.601Z',
    data: {
      isActive: true,
      devices: [...devices],
      facts: { usecase: 'SC05' },
      meta: { location: 'Northbank Pest,trap', type: 'io.tracknet.motion.TBMS100.Decoder' },
      network: { network: 'com.kerlink.wmc', region: 'EU868' },
      somethingNew: { kept: true },
      targetRecType: 'io.microshare.trap.unpacked',
    },
  };
}

export const HARBOUR_TRAPS = '66f0a1b2c3d4e5f607182901';
export const HOTEL_TRAPS = '66f0a1b2c3d4e5f607182902';
export const HARBOUR_GATEWAYS = '66f0a1b2c3d4e5f607182903';
export const STRANGE = '66f0a1b2c3d4e5f607182904';

/** Two customers' traps, a gateway, and a cluster of a kind nobody here knows. */
export function smallFleet(): RawCluster[] {
  return [
    rawCluster(HARBOUR_TRAPS, 'Harbour Foods | Motion', [
      rawTrap(
        'trap-1',
        ['Harbour Foods', 'Dock Street Mill', 'Grain Intake', 'HF_DSM_0001', 'Internal', 'Bait/Lured'],
        {
          id: 'E8-E1-E1-00-01-0A-2C-41',
          status: 'active',
          state: { updateDate: '2026-02-18T09:41:07.553Z', battery: 60 },
          vendorExtra: 'kept',
        },
      ),
      rawTrap('trap-2', [
        'Harbour Foods',
        'Dock Street Mill',
        'Loading Bay',
        'HF_DSM_0002',
        'external',
        ' kill / trap ',
      ]),
      rawTrap('', ['Harbour Foods', 'Dock Street Mill', 'Cellar', 'HF_DSM_0003', 'Internal', 'Glue']),
    ]),
    rawCluster(HOTEL_TRAPS, 'Grand Hotel | Motion', [
      rawTrap('trap-4', ['Grand Hotel', 'Main House', 'Kitchen', 'GH_MH_0001', 'Internal', 'Poison']),
    ]),
    rawCluster(
      HARBOUR_GATEWAYS,
      'Harbour Foods | Gateways',
      [
        rawTrap('gateway-1', ['Harbour Foods', 'Dock Street Mill', 'Comms Room', 'GW-HF-DSM-01'], {
          id: '70-76-FF-00-55-0B-11-2E',
        }),
      ],
      { recType: REC_TYPES.gateway, tags: ['Northbank Pest', 'gateway'] },
    ),
    rawCluster(STRANGE, 'People counters', [rawTrap('counter-1', ['Grand Hotel', 'Main House'])], {
      recType: 'io.microshare.peoplecounter.packed',
      tags: [],
    }),
  ];
}

/** A legal new device for the harbour's traps. */
export function newTrap(reference: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    customer: 'Harbour Foods',
    site: 'Dock Street Mill',
    area: 'Packing Hall',
    erp_reference: reference,
    placement: 'Internal',
    configuration: 'Glue',
    ...more,
  };
}
