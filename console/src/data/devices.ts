import { computed, signal } from '@preact/signals';
import { type DeviceDto, NotModified, TraplineProblem } from '@trapline/client';
import { connected, live, sessionEnded, type Trouble, trapline, troubleOf } from '../api.ts';

/** A device with the text that a search looks into. */
export interface Row {
  readonly device: DeviceDto;
  readonly folded: string;
}

const FIRST_PAGE = 500;
const PAGE = 10_000;

/** Every device that the caller sees, as the server's memory has it. */
const held = signal<readonly Row[]>([]);
/** Guids that are to be deleted unless somebody takes that back. */
const leaving = signal<ReadonlySet<string>>(new Set());

export const devices = computed(() => {
  const gone = leaving.value;
  return gone.size === 0 ? held.value : held.value.filter(({ device }) => !gone.has(device.guid));
});
/** How far the first reading is; undefined once everything is there. */
export const reading = signal<{ readonly done: number; readonly total: number } | undefined>({
  done: 0,
  total: 0,
});
export const readTrouble = signal<Trouble | undefined>(undefined);

let etag: string | undefined;
let underWay: Promise<void> | undefined;

/** Reads all devices where they have changed since. Never throws: what goes wrong is in {@link readTrouble}. */
export function readDevices(): Promise<void> {
  underWay ??= readAll()
    .then(
      () => {
        readTrouble.value = undefined;
      },
      (error: unknown) => {
        if (!(error instanceof NotModified)) readTrouble.value = troubleOf(error);
      },
    )
    .finally(() => {
      underWay = undefined;
    });
  return underWay;
}

async function readAll(): Promise<void> {
  const first = await page(FIRST_PAGE, null, etag);
  const rows = first.data.devices.map(rowOf);
  const total = first.data.total_count;
  let cursor = first.data.next_cursor;
  const whole = held.peek().length === 0;
  while (cursor !== null) {
    // The first time people see what is there; later the list changes in one go.
    if (whole) {
      held.value = [...rows];
      reading.value = { done: rows.length, total };
    }
    const { data } = await page(PAGE, cursor);
    for (const device of data.devices) rows.push(rowOf(device));
    cursor = data.next_cursor;
  }
  held.value = rows;
  reading.value = undefined;
  etag = first.etag;
}

/** Reads all devices again, also those that changed while they were being read. */
export async function readAnew(): Promise<void> {
  if (held.peek().length === 0 && underWay === undefined) return;
  await underWay;
  await readDevices();
}

/** So many are read one by one; more come faster with all of them. */
const SOME = 40;
const READERS = 4;

/** Reads devices that have changed elsewhere. Before anybody has looked at the list there is nothing to do. */
export async function readSome(guids: readonly string[]): Promise<void> {
  if (guids.length > SOME) return readAnew();
  if (held.peek().length === 0 && underWay === undefined) return;
  try {
    let read;
    do {
      await underWay;
      read = await readEach(guids);
      // A list that was begun before would put the old ones back.
    } while (underWay !== undefined);
    showDevices(read.found);
    if (read.gone.length > 0) forget(read.gone);
  } catch (error) {
    readTrouble.value = troubleOf(error);
  }
}

async function readEach(guids: readonly string[]): Promise<{ found: DeviceDto[]; gone: string[] }> {
  const found: DeviceDto[] = [];
  const gone: string[] = [];
  const queue = [...guids];
  const reader = async (): Promise<void> => {
    for (let guid = queue.shift(); guid !== undefined; guid = queue.shift()) {
      const device = await readOne(guid);
      if (device === undefined) gone.push(guid);
      else found.push(device);
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return { found, gone };
}

/** Undefined where there is none (any more). */
async function readOne(guid: string): Promise<DeviceDto | undefined> {
  try {
    const { data } = await trapline.GET('/api/v1/devices/{guid}', { params: { path: { guid } } });
    return data.device;
  } catch (error) {
    if (error instanceof TraplineProblem && error.status === 404) return undefined;
    throw error;
  }
}

function page(limit: number, cursor: string | null, known?: string) {
  return trapline.GET('/api/v1/devices', {
    params: {
      query: { limit, ...(cursor !== null && { cursor }) },
      ...(known !== undefined && { header: { 'If-None-Match': known } }),
    },
  });
}

function rowOf(device: DeviceDto): Row {
  const { erp_reference, customer, site, area, id, guid } = device;
  return { device, folded: `${erp_reference}\n${customer}\n${site}\n${area}\n${id}\n${guid}`.toLowerCase() };
}

const EVERY_MS = 10_000;

/**
 * Keeps the list in step while somebody looks at it: changes are heard of, and asked for where they are not.
 * @returns ends it
 */
export function followDevices(): () => void {
  void readDevices();
  const timer = window.setInterval(() => {
    const usable = connected.peek() && !sessionEnded.peek();
    if (document.visibilityState === 'visible' && usable && !live.peek()) void readDevices();
  }, EVERY_MS);
  return () => {
    window.clearInterval(timer);
  };
}

/** Shows a device as it is to be, or is now, before the list is read anew. */
export function showDevice(device: DeviceDto): void {
  showDevices([device]);
}

function showDevices(changed: readonly DeviceDto[]): void {
  const wanted = new Map(changed.map((device) => [device.guid, device]));
  const rows = held.peek().map((row) => {
    const device = wanted.get(row.device.guid);
    if (device === undefined) return row;
    wanted.delete(device.guid);
    return rowOf(device);
  });
  held.value = [...[...wanted.values()].map(rowOf), ...rows];
  etag = undefined;
}

export function hide(guids: readonly string[]): void {
  leaving.value = new Set([...leaving.peek(), ...guids]);
}

export function unhide(guids: readonly string[]): void {
  const rest = new Set(leaving.peek());
  for (const guid of guids) rest.delete(guid);
  leaving.value = rest;
}

/** Takes deleted devices out for good. */
export function forget(guids: readonly string[]): void {
  const gone = new Set(guids);
  held.value = held.peek().filter(({ device }) => !gone.has(device.guid));
  unhide(guids);
  etag = undefined;
}

/** Values that occur in a field, sorted, for choosing from. */
export function valuesOf(field: 'customer' | 'site' | 'area' | 'status'): readonly string[] {
  const values = new Set<string>();
  for (const { device } of held.value) values.add(device[field]);
  values.delete('');
  return [...values].sort((a, b) => a.localeCompare(b));
}

/** All zeros: a place for a trap without hardware yet. */
export function isPlanned({ id }: Pick<DeviceDto, 'id'>): boolean {
  return /^[0-]*$/.test(id);
}
