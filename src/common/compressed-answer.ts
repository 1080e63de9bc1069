import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliCompress,
  brotliCompressSync,
  constants,
  crc32,
  deflateRaw,
  deflateRawSync,
  gzip,
} from 'node:zlib';
import type { ContentCoding } from './compressed-answer.coding';

/** A smaller body gains nothing by compression. In bytes. */
export const WORTH_COMPRESSING = 1024;

/** Above this, bytes are sent from where they lie in place of being joined for each new tail. */
const JOINED_UP_TO = 4 * 1024 * 1024;
/** Up to this, brotli compresses head and tail together: the tail counts for more than the time it takes. */
const BROTLI_TOGETHER_UP_TO = 64 * 1024;
const BROTLI_QUALITY = 5;
const GZIP_LEVEL = 6;

const deflate = promisify<Buffer, object, Buffer>(deflateRaw);
const brotli = promisify<Buffer, object, Buffer>(brotliCompress);
const gzipped = promisify<Buffer, object, Buffer>(gzip);

/** The bytes of a body in a coding, for what is sent once. */
export function compressed(body: Buffer, coding: Exclude<ContentCoding, 'identity'>): Promise<Buffer> {
  return coding === 'br' ? brotli(body, brotliOptions(body.length)) : gzipped(body, { level: GZIP_LEVEL });
}

/** A head as it opens a compressed stream, with what is needed to close that. */
interface EncodedHead {
  readonly bytes: Buffer;
  /** CRC-32 of the head as it is. */
  readonly crc: number;
}

/**
 * A body of two parts: a long head that stays, and a short tail that is made anew, such as ages. The head is compressed once
 * per coding; each new tail is attached to that, in one well-formed stream. Bodies asked for with the same tail are one
 * buffer. Keep the tail the same object for as long as it holds the same.
 */
export class CompressedAnswer {
  private readonly heads = new Map<ContentCoding, EncodedHead | Promise<EncodedHead>>();
  private readonly bodies = new Map<ContentCoding, { readonly tail: Buffer; readonly body: Buffer }>();

  constructor(private readonly head: Buffer) {}

  /** Bytes kept, compressed forms included. */
  get byteLength(): number {
    let sum = this.head.length;
    for (const head of this.heads.values()) if (!(head instanceof Promise)) sum += head.bytes.length;
    for (const { body } of this.bodies.values()) sum += body.length;
    return sum;
  }

  /** Length of the uncompressed body in bytes. */
  lengthWith(tail: Buffer): number {
    return this.head.length + tail.length;
  }

  /** The body in a coding; a promise only while its head is compressed for the first time. */
  with(tail: Buffer, coding: ContentCoding): Buffer | Readable | Promise<Buffer> {
    const known = this.bodies.get(coding);
    if (known?.tail === tail) return known.body;
    if (coding === 'identity') {
      if (this.lengthWith(tail) > JOINED_UP_TO) return streamOf(this.head, tail);
      return this.keep(coding, tail, Buffer.concat([this.head, tail]));
    }
    if (coding === 'br' && this.lengthWith(tail) <= BROTLI_TOGETHER_UP_TO) {
      const whole = Buffer.concat([this.head, tail]);
      return this.keep(coding, tail, brotliCompressSync(whole, brotliOptions(whole.length)));
    }
    const head = this.encodedHead(coding);
    if (head instanceof Promise) return head.then((ready) => this.attach(ready, tail, coding));
    return this.attach(head, tail, coding);
  }

  private encodedHead(coding: 'br' | 'gzip'): EncodedHead | Promise<EncodedHead> {
    const known = this.heads.get(coding);
    if (known !== undefined) return known;
    const started = (coding === 'br' ? openBrotli(this.head) : openGzip(this.head)).then(
      (head) => {
        this.heads.set(coding, head);
        return head;
      },
      (error: unknown) => {
        this.heads.delete(coding);
        throw error;
      },
    );
    this.heads.set(coding, started);
    return started;
  }

  private attach(head: EncodedHead, tail: Buffer, coding: 'br' | 'gzip'): Buffer {
    const known = this.bodies.get(coding);
    if (known?.tail === tail) return known.body;
    const end = coding === 'br' ? closeBrotli(tail) : closeGzip(head.crc, this.head.length, tail);
    return this.keep(coding, tail, Buffer.concat([head.bytes, ...end]));
  }

  private keep(coding: ContentCoding, tail: Buffer, body: Buffer): Buffer {
    this.bodies.set(coding, { tail, body });
    return body;
  }
}

function streamOf(...parts: readonly Buffer[]): Readable {
  const rest = [...parts];
  return new Readable({
    read() {
      this.push(rest.shift() ?? null);
    },
  });
}

/** Deflate, no file name, no time, unknown system (RFC 1952, 2.3). */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** A full flush ends on a byte, and nothing after it refers to what was before: any deflate stream may follow. */
async function openGzip(head: Buffer): Promise<EncodedHead> {
  const deflated = await deflate(head, { level: GZIP_LEVEL, finishFlush: constants.Z_FULL_FLUSH });
  return { bytes: Buffer.concat([GZIP_HEADER, deflated]), crc: crc32(head) };
}

const deflatedTails = new WeakMap<Buffer, Buffer>();

/** Not a second gzip member: some browsers ignore all but the first. */
function closeGzip(headCrc: number, headLength: number, tail: Buffer): readonly Buffer[] {
  const deflated = deflatedTails.get(tail) ?? deflateRawSync(tail, { level: GZIP_LEVEL });
  deflatedTails.set(tail, deflated);
  const trailer = Buffer.alloc(8);
  // zlib takes no bytes at all for a new beginning.
  trailer.writeUInt32LE(tail.length === 0 ? headCrc : crc32(tail, headCrc), 0);
  trailer.writeUInt32LE((headLength + tail.length) % 2 ** 32, 4);
  return [deflated, trailer];
}

async function openBrotli(head: Buffer): Promise<EncodedHead> {
  const options = { ...brotliOptions(head.length), finishFlush: constants.BROTLI_OPERATION_FLUSH };
  return { bytes: await brotli(head, options), crc: 0 };
}

const LONGEST_STORED = 1 << 16;
/** The last meta-block, empty (RFC 7932, 9.2). */
const BROTLI_END = Buffer.from([3]);

/**
 * The tail as uncompressed meta-blocks: a brotli stream cannot be appended to another, since its references count from
 * the beginning. Header, lowest bit first: not the last, length in 4 nibbles, 16 bits of length minus 1, uncompressed.
 */
function closeBrotli(tail: Buffer): readonly Buffer[] {
  const blocks: Buffer[] = [];
  for (let start = 0; start < tail.length; start += LONGEST_STORED) {
    const content = tail.subarray(start, start + LONGEST_STORED);
    const header = Buffer.alloc(3);
    header.writeUIntLE(((content.length - 1) << 3) | (1 << 19), 0, 3);
    blocks.push(header, content);
  }
  return [...blocks, BROTLI_END];
}

function brotliOptions(length: number): object {
  return {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: length,
    },
  };
}
