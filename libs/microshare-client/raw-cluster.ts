/** What JSON can hold, as the platform sent it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/**
 * One element of a cluster's `data.devices[]`, with every field the platform sent. The named parts are those we know;
 * their types say what is documented, not what live data always holds: read them through {@link devicePartsOf}.
 */
export interface RawDevice extends JsonObject {
  readonly id?: string;
  readonly guid?: string;
  readonly status?: string;
  readonly meta?: RawDeviceMeta;
  readonly state?: RawDeviceState;
}

export interface RawDeviceMeta extends JsonObject {
  /** Customer, site, area, reference, placement, configuration; gateways hold the first four. */
  readonly location?: readonly string[];
  readonly lora?: JsonObject;
  readonly desc?: string;
}

export interface RawDeviceState extends JsonObject {
  readonly updateDate?: string;
}

export interface RawClusterMeta extends JsonObject {
  /** Cluster-wide tags, separated by commas. */
  readonly location?: string;
}

export interface RawClusterData extends JsonObject {
  readonly devices?: readonly RawDevice[];
  readonly isActive?: boolean;
  readonly targetRecType?: string;
  readonly meta?: RawClusterMeta;
  readonly network?: JsonObject;
  readonly facts?: JsonObject;
}

/**
 * A device cluster as the platform stores it, with every field it sent: what is written back must hold all of them.
 * Read its identity and tags through {@link clusterPartsOf}.
 */
export interface RawCluster extends JsonObject {
  readonly _id?: string | JsonObject;
  readonly id?: string | JsonObject;
  readonly recType?: string;
  readonly name?: string;
  readonly desc?: string;
  readonly tags?: readonly string[];
  readonly data?: RawClusterData;
  readonly updateDate?: string | JsonObject;
  readonly checksum?: string;
}

/** True for an object, false for null, lists and plain values. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
