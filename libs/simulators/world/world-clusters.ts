import { REC_TYPES } from '@libs/domain';
import { dataChecksum, type RawCluster, type RawDevice } from '@libs/microshare-client';
import type { SeededRandom } from './seeded-random';

const OWNER = 'ms_admin@northbank-pest.example';
const DAY_MS = 86_400_000;

export type ClusterKind = 'trap' | 'gateway' | 'climate';

/** What differs between clusters by the kind of their devices. */
const KINDS = {
  trap: {
    recType: REC_TYPES.rodent_sensor,
    target: 'io.microshare.trap.unpacked',
    decoder: 'io.tracknet.motion.TBMS100.Decoder',
    usecase: 'SC05',
  },
  gateway: {
    recType: REC_TYPES.gateway,
    target: 'io.microshare.gateway.health.unpacked',
    decoder: 'com.example.gateway.Decoder',
    usecase: 'SC05GW',
  },
  climate: {
    recType: 'io.microshare.environment.packed',
    target: 'io.microshare.environment.unpacked',
    decoder: 'com.example.climate.Decoder',
    usecase: 'SC02',
  },
} as const;

export interface ClusterContent {
  readonly kind: ClusterKind;
  readonly name: string;
  /** The cluster's tags before the one of its kind: customer, then site where it is for one site only. */
  readonly scope: readonly string[];
  readonly devices: readonly RawDevice[];
}

/** Raw clusters as the platform stores them, with an owner, dates and a checksum that fits. */
export class WorldClusters {
  constructor(
    private readonly random: SeededRandom,
    private readonly now: Date,
  ) {}

  cluster({ kind, name, scope, devices }: ClusterContent): RawCluster {
    const { recType, target, decoder, usecase } = KINDS[kind];
    const id = this.random.hex(24);
    const tags = [...scope, kind];
    const createdAt = this.now.getTime() - this.random.between(200, 700) * DAY_MS;
    const createDate = new Date(createdAt).toISOString();
    const data = {
      devices,
      facts: { usecase },
      isActive: true,
      meta: { location: tags.join(','), type: decoder, unpacker: decoder },
      network: {
        JoinEUI: '',
        isAutoRegister: false,
        network: 'com.kerlink.wmc',
        region: 'EU868',
        version: 'v1.1',
      },
      readAuth: '',
      targetRecType: target,
      writeAuth: '',
    };
    const checksum = dataChecksum(data);
    return {
      _id: id,
      checksum,
      createDate,
      creatorId: OWNER,
      data,
      desc: `${kind} devices of ${scope.join(', ')}`,
      id,
      name,
      origin: { createDate, creatorId: OWNER, desc: `Record of Type ${recType}`, id, name: recType },
      owner: { appid: '', org: 'com.northbank.pest', owners: [], user: OWNER },
      recType,
      tags,
      tstamp: createdAt,
      updateDate: new Date(this.now.getTime() - this.random.between(0, 20) * DAY_MS).toISOString(),
      updaterId: OWNER,
    };
  }
}
