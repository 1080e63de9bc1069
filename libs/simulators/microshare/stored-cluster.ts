import {
  clusterPartsOf,
  dataChecksum,
  devicesOf,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type RawCluster,
  type RawClusterData,
  type RawDevice,
} from '@libs/microshare-client';

/** Fields that the platform sets itself, whatever a client sends in them. */
const MANAGED = [
  '_id',
  'id',
  'recType',
  'owner',
  'createDate',
  'creatorId',
  'updateDate',
  'updaterId',
  'tstamp',
  'checksum',
  'origin',
] as const;

const KNOWN_DATA_KEYS = new Set([
  'devices',
  'facts',
  'isActive',
  'meta',
  'network',
  'readAuth',
  'recType',
  'targetRecType',
  'writeAuth',
]);

export interface Change {
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly dropsUnknownDataKeys: boolean;
}

/**
 * What is stored after a PUT: `data` is replaced whole; name, desc, tags and unknown fields are replaced where they are
 * sent; managed fields stay or move on. Location tags lose their surrounding spaces.
 */
export function replaced(stored: RawCluster, sent: RawCluster, change: Change): RawCluster {
  const data = tidied(sent.data ?? {}, change.dropsUnknownDataKeys);
  return {
    ...stored,
    ...sent,
    ...pick(stored, MANAGED),
    data,
    updateDate: new Date(change.at).toISOString(),
    updaterId: change.by,
    checksum: dataChecksum(data),
  };
}

export interface NewCluster {
  readonly id: string;
  readonly recType: string;
  readonly tags: readonly string[];
}

/** What is stored after a POST. */
export function created(sent: RawCluster, cluster: NewCluster, change: Change): RawCluster {
  const date = new Date(change.at).toISOString();
  const managed = {
    _id: cluster.id,
    id: cluster.id,
    recType: cluster.recType,
    createDate: date,
    creatorId: change.by,
    tstamp: change.at,
    owner: { appid: '', org: 'com.example', owners: [], user: change.by },
  };
  return replaced({ name: '', desc: '', tags: cluster.tags, ...managed }, sent, change);
}

/** A list entry without `details`, and what writes answer with. */
export function shortForm(cluster: RawCluster): JsonObject {
  const { id = '', recType = '' } = clusterPartsOf(cluster) ?? {};
  return {
    id,
    name: cluster.name ?? '',
    owner: ownerOf(cluster),
    recType,
    tags: cluster.tags ?? [],
    tstamp: timeText(cluster['tstamp']),
    url: `/device/${recType}/${id}`,
  };
}

export function ownerOf(cluster: RawCluster): string {
  const { owner } = cluster;
  const user = isJsonObject(owner) ? owner['user'] : undefined;
  return typeof user === 'string' ? user : '';
}

/** The platform's text form of an instant, e.g. `09/22/2025 10:15:30:120 AM`. */
function timeText(tstamp: JsonValue | undefined): string {
  const at = new Date(typeof tstamp === 'number' ? tstamp : 0);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${at.getUTCFullYear()}`;
  const hour = at.getUTCHours();
  const time = [hour % 12 === 0 ? 12 : hour % 12, at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  const ms = String(at.getUTCMilliseconds()).padStart(3, '0');
  return `${day} ${time}:${ms} ${hour < 12 ? 'AM' : 'PM'}`;
}

function tidied(data: RawClusterData, dropsUnknownKeys: boolean): RawClusterData {
  const kept = dropsUnknownKeys ? pick(data, [...KNOWN_DATA_KEYS]) : data;
  return { ...kept, devices: devicesOf({ data }).map(withTrimmedLocation) };
}

function withTrimmedLocation(device: RawDevice): RawDevice {
  const location = device.meta?.location;
  if (!Array.isArray(location)) return device;
  const trimmed = (location as readonly JsonValue[]).map((tag) =>
    typeof tag === 'string' ? tag.trim() : tag,
  );
  return { ...device, meta: { ...device.meta, location: trimmed as readonly string[] } };
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
}
