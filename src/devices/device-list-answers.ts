import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { CompressedAnswer, WORTH_COMPRESSING } from '../common/compressed-answer';
import type { ContentCoding } from '../common/compressed-answer.coding';
import type { CatalogueView } from '../microshare/catalogue.service';
import type { DeviceIndex } from '../microshare/catalogue/device-index';
import { clustersInfo, type DevicePage, DeviceLists } from './device-lists';
import type { DeviceQueryDto } from './device-query';
import { deviceJson } from './device.dto';

/** The bytes of a list's body, and how they are coded. */
export interface ListBody {
  readonly bytes: Buffer | Readable | Promise<Buffer>;
  readonly coding: ContentCoding;
}

/** What is kept of one index: bodies of its present version, longest unused first, and the ages they end with. */
interface Kept {
  readonly version: number;
  readonly answers: Map<string, CompressedAnswer>;
  tail: { readonly bytes: Buffer; readonly ageSeconds: number; readonly until: number } | undefined;
}

/** Ages are whole seconds: within this many milliseconds all answers share one tail, whose ages may lag by that. */
const SAME_AGES_MS = 1_000;
/** Bytes of bodies kept per index; the latest is kept whatever its size. */
const KEPT_BYTES = 64 * 1024 * 1024;
const KEPT_ANSWERS = 500;

/**
 * The bodies of device lists as bytes. Devices, count and cursor are made and compressed once per version of the index;
 * what changes without a new version, the ages, comes last in the body and is made once a second.
 */
@Injectable()
export class DeviceListAnswers {
  private readonly kept = new WeakMap<DeviceIndex, Kept>();

  constructor(private readonly lists: DeviceLists) {}

  /** @throws ProblemError `bad-request` for a cursor of another list */
  body({ index, ageSeconds }: CatalogueView, query: DeviceQueryDto, wanted: ContentCoding): ListBody {
    const kept = this.keptOf(index);
    const answer = this.answerOf(kept, index, query);
    const tail = tailOf(kept, index, ageSeconds);
    const coding = answer.lengthWith(tail) < WORTH_COMPRESSING ? 'identity' : wanted;
    return { bytes: answer.with(tail, coding), coding };
  }

  private keptOf(index: DeviceIndex): Kept {
    const known = this.kept.get(index);
    if (known?.version === index.version) return known;
    const fresh: Kept = { version: index.version, answers: new Map(), tail: undefined };
    this.kept.set(index, fresh);
    return fresh;
  }

  private answerOf({ answers }: Kept, index: DeviceIndex, query: DeviceQueryDto): CompressedAnswer {
    const key = this.lists.etag(index, query);
    const known = answers.get(key);
    if (known !== undefined) {
      // Re-inserted, so that the map's first entry is the one unused for longest.
      answers.delete(key);
      answers.set(key, known);
      return known;
    }
    const answer = new CompressedAnswer(headOf(this.lists.page(index, query)));
    answers.set(key, answer);
    shrink(answers);
    return answer;
  }
}

/** All of a list but its ages. Written piece by piece: text of the whole would take as much memory again. */
function headOf({ devices, total, nextCursor }: DevicePage): Buffer {
  const before = '{"success":true,"devices":[';
  const after = `],"total_count":${total},"next_cursor":${JSON.stringify(nextCursor)},`;
  let length = before.length + after.length + Math.max(0, devices.length - 1);
  for (const device of devices) length += Buffer.byteLength(deviceJson(device));
  const head = Buffer.allocUnsafeSlow(length);
  let end = head.write(before);
  for (const [i, device] of devices.entries()) {
    if (i > 0) end += head.write(',', end);
    end += head.write(deviceJson(device), end);
  }
  head.write(after, end);
  return head;
}

function shrink(answers: Map<string, CompressedAnswer>): void {
  let bytes = 0;
  for (const answer of answers.values()) bytes += answer.byteLength;
  for (const [key, answer] of answers) {
    if ((bytes <= KEPT_BYTES && answers.size <= KEPT_ANSWERS) || answers.size === 1) return;
    answers.delete(key);
    bytes -= answer.byteLength;
  }
}

/** The end of every list of an index. */
function tailOf(kept: Kept, index: DeviceIndex, ageSeconds: number): Buffer {
  const now = Date.now();
  const { tail } = kept;
  if (tail?.ageSeconds === ageSeconds && now < tail.until) return tail.bytes;
  const members = JSON.stringify({ clusters_info: clustersInfo(index), age_seconds: ageSeconds });
  const bytes = Buffer.from(members.slice(1));
  kept.tail = { bytes, ageSeconds, until: now + SAME_AGES_MS };
  return bytes;
}
