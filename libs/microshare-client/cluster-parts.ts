import { isJsonObject, type JsonValue, type RawCluster, type RawDevice } from './raw-cluster';

/** The parts of a cluster that we know, checked; everything else stays in the raw object. */
export interface ClusterParts {
  readonly id: string;
  readonly recType: string;
  /** '' where the platform holds none. */
  readonly name: string;
  /** The cluster's own tags. */
  readonly tags: readonly string[];
  /** Cluster-wide tags of its records: the comma-separated `data.meta.location`, split and trimmed. */
  readonly globalTags: readonly string[];
  /** ISO 8601 UTC; undefined where the platform does not say. */
  readonly updatedAt: string | undefined;
}

/** The parts of a device that we know, checked. Text is '' where the platform holds none or something else than text. */
export interface DeviceParts {
  readonly hardwareId: string;
  /** undefined for older entries that have none. */
  readonly guid: string | undefined;
  /** As stored, untrimmed; a layer that is not text is '', so that positions stay. */
  readonly location: readonly string[];
  readonly status: string;
  /** ISO 8601 UTC of the platform's last change of the device's state. */
  readonly updatedAt: string | undefined;
}

/** Reads what we know of a cluster; undefined when it has no readable id or recType, and so cannot be addressed. */
export function clusterPartsOf(cluster: RawCluster): ClusterParts | undefined {
  const id = readId(cluster._id) ?? readId(cluster.id);
  const recType = text(cluster.recType);
  if (id === undefined || recType === '') return undefined;
  return {
    id,
    recType,
    name: text(cluster.name),
    tags: texts(cluster.tags),
    globalTags: text(field(field(cluster.data, 'meta'), 'location'))
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    updatedAt: readInstant(cluster.updateDate),
  };
}

/** The devices of a cluster that the client has read; none where the platform holds no list. */
export function devicesOf(cluster: RawCluster): readonly RawDevice[] {
  return cluster.data?.devices ?? [];
}

/** Reads what we know of a device, whatever the platform holds in its place. */
export function devicePartsOf(device: RawDevice): DeviceParts {
  const guid = text(device.guid).trim();
  return {
    hardwareId: text(device.id),
    guid: guid === '' ? undefined : guid,
    location: layers(field(device.meta, 'location')),
    status: text(device.status),
    updatedAt: readInstant(field(device.state, 'updateDate')),
  };
}

/** An id as plain text; the platform's older serialisation wraps it as `{"$oid": "…"}`. */
export function readId(value: JsonValue | undefined): string | undefined {
  const plain = isJsonObject(value) ? value['$oid'] : value;
  return typeof plain === 'string' && plain !== '' ? plain : undefined;
}

/** What {@link readInstant} answers, as the platform mostly writes it; later days need a calendar to be known as valid. */
const PLAIN_INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}\.\d{3}Z$/;

/** An instant as ISO 8601 UTC, from text, epoch milliseconds, or the older `{"$date": …}` and `{"$numberLong": "…"}`. */
export function readInstant(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string' && PLAIN_INSTANT.test(value)) return value;
  if (isJsonObject(value)) return readInstant(value['$date'] ?? value['$numberLong']);
  const date = new Date(epochMs(value));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function epochMs(value: JsonValue | undefined): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return NaN;
  return /^\d+$/.test(value) ? Number(value) : Date.parse(value);
}

function field(holder: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(holder) ? holder[name] : undefined;
}

function text(value: JsonValue | undefined): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : '';
}

function texts(value: JsonValue | undefined): readonly string[] {
  return layers(value).filter((item) => item !== '');
}

function layers(value: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(value)) return [];
  const items = value as readonly JsonValue[];
  // As a rule all are text, and fleets are read often.
  return items.every((item) => typeof item === 'string') ? items : items.map(text);
}
