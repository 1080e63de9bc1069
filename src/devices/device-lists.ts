import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Device } from '@libs/domain';
import { decodeCursor, encodeCursor } from '../common/cursor';
import type { DeviceIndex } from '../microshare/catalogue/device-index';
import type { ClusterInfoDto } from './device-answers.dto';
import { type DeviceFilterDto, type DeviceQueryDto, filterOf, orderOf, selectionKey } from './device-query';

/** One page of a selection. */
export interface DevicePage {
  readonly devices: readonly Device[];
  /** Devices in the whole selection. */
  readonly total: number;
  readonly nextCursor: string | null;
}

interface Selection {
  readonly version: number;
  readonly devices: readonly Device[];
}

interface Place {
  readonly s: string;
  readonly k: readonly string[];
}

/** Selections kept per index: what consoles and pollers repeat. */
const KEPT = 8;

/**
 * Lists from the index: filtered, ordered and cut into pages. A selection is made once per version of the index and found
 * again by the same query.
 */
@Injectable()
export class DeviceLists {
  /** ETags of different processes never meet: versions count from zero in each. */
  private readonly process = randomBytes(6).toString('base64url');
  private readonly kept = new WeakMap<DeviceIndex, Map<string, Selection>>();
  /** Validated queries do not change, and repeated reads hold on to theirs. */
  private readonly digests = new WeakMap<DeviceQueryDto, string>();

  /**
   * Strong ETag of what {@link page} would answer, without making the page. Other members of an answer, such as ages, are
   * not part of it.
   */
  etag(index: DeviceIndex, query: DeviceQueryDto): string {
    return `"${this.process}.${index.version}.${this.digestOf(query)}"`;
  }

  private digestOf(query: DeviceQueryDto): string {
    const known = this.digests.get(query);
    if (known !== undefined) return known;
    const page = JSON.stringify([selectionKey(query), query.limit, query.cursor]);
    // The cursor is the caller's text, which a header need not be able to hold.
    const digest = createHash('sha256').update(page).digest('base64url').slice(0, 16);
    this.digests.set(query, digest);
    return digest;
  }

  /** @throws ProblemError `bad-request` for a cursor of another list */
  page(index: DeviceIndex, query: DeviceQueryDto): DevicePage {
    const selection = this.select(index, query);
    const { devices } = selection;
    const order = orderOf(query.sort);
    const start = query.cursor === undefined ? 0 : this.startOf(query.cursor, devices, order);
    const end = query.limit === undefined ? devices.length : start + query.limit;
    const whole = start === 0 && end >= devices.length;
    const page = whole ? devices : devices.slice(start, end);
    const last = page.at(-1);
    const nextCursor =
      end < devices.length && last !== undefined
        ? encodeCursor({ s: order.sort, k: order.keyOf(last) } satisfies Place)
        : null;
    return { devices: page, total: devices.length, nextCursor };
  }

  /** All devices that a filter selects, in order. */
  all(index: DeviceIndex, filter: DeviceFilterDto): readonly Device[] {
    return this.select(index, filter).devices;
  }

  private select(index: DeviceIndex, query: DeviceFilterDto): Selection {
    const selections = this.kept.get(index) ?? new Map<string, Selection>();
    this.kept.set(index, selections);
    const key = selectionKey(query);
    const known = selections.get(key);
    selections.delete(key);
    const selection = known?.version === index.version ? known : makeSelection(index, query);
    selections.set(key, selection);
    const [oldest] = selections.keys();
    if (selections.size > KEPT && oldest !== undefined) selections.delete(oldest);
    return selection;
  }

  private startOf(cursor: string, devices: readonly Device[], order: ReturnType<typeof orderOf>): number {
    const { k } = decodeCursor(
      cursor,
      (value): value is Place => isPlace(value) && value.s === order.sort && value.k.length === order.width,
    );
    let low = 0;
    let high = devices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const device = devices[middle];
      if (device !== undefined && order.compare(order.keyOf(device), k) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function makeSelection(index: DeviceIndex, query: DeviceFilterDto): Selection {
  const order = orderOf(query.sort);
  const passes = filterOf(query);
  const keyed: { key: readonly string[]; device: Device }[] = [];
  for (const device of index.devices()) {
    if (passes(device)) keyed.push({ key: order.keyOf(device), device });
  }
  keyed.sort((a, b) => order.compare(a.key, b.key));
  return { version: index.version, devices: keyed.map(({ device }) => device) };
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null || !('s' in value) || !('k' in value)) return false;
  return Array.isArray(value.k) && value.k.every((part) => typeof part === 'string');
}

/** Every cluster of the index by id, as lists describe it. */
export function clustersInfo(index: DeviceIndex): Record<string, ClusterInfoDto> {
  const now = Date.now();
  const info: Record<string, ClusterInfoDto> = {};
  for (const { summary, fetchedAt } of index.clusters()) {
    info[summary.id] = {
      name: summary.name,
      rec_type: summary.recType,
      device_type: summary.deviceType,
      device_count: summary.deviceCount,
      age_seconds: Math.max(0, Math.floor((now - fetchedAt) / 1000)),
    };
  }
  return info;
}
