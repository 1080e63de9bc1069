import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { compressed, CompressedAnswer } from './compressed-answer';
import type { ContentCoding } from './compressed-answer.coding';

const DECODED: Readonly<Record<ContentCoding, (bytes: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  identity: (bytes) => bytes,
};
const CODINGS: readonly ContentCoding[] = ['br', 'gzip', 'identity'];

async function bytesOf(body: Buffer | Readable | Promise<Buffer>): Promise<Buffer> {
  const sent = await body;
  if (Buffer.isBuffer(sent)) return sent;
  const parts: Buffer[] = [];
  for await (const part of sent) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Compressible text that repeats itself, longer than a deflate window. */
const LONG = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `{"guid":"trap-${i}"}`).join(','));

describe('CompressedAnswer', () => {
  it.each(CODINGS)('joins head and tail to one body in %s', async (coding) => {
    const answer = new CompressedAnswer(LONG);
    for (const text of ['{"age":1}', '{"age":2}', '']) {
      const tail = Buffer.from(text);
      const body = await bytesOf(answer.with(tail, coding));
      expect(DECODED[coding](body).equals(Buffer.concat([LONG, tail]))).toBe(true);
    }
  });

  it.each(CODINGS)('holds any head and any tail in %s', async (coding) => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      // Longer than one stored block, and than what brotli compresses as one piece.
      fc.integer({ min: 65_000, max: 140_000 }).map((length) => randomBytes(length)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(bytes, { minLength: 1, maxLength: 3 }), async (head, tails) => {
        const answer = new CompressedAnswer(Buffer.from(head));
        for (const tail of tails) {
          const body = await bytesOf(answer.with(Buffer.from(tail), coding));
          expect(DECODED[coding](body).equals(Buffer.concat([head, tail]))).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('makes bytes once per tail, and compresses the head once for all callers', async () => {
    const answer = new CompressedAnswer(LONG);
    const tail = Buffer.from('}');
    const [first, second] = await Promise.all([answer.with(tail, 'gzip'), answer.with(tail, 'gzip')]);
    expect(second).toBe(first);
    expect(answer.with(tail, 'gzip')).toBe(first);
    // No promise: the head is there already.
    expect(Buffer.isBuffer(answer.with(Buffer.from(']'), 'gzip'))).toBe(true);
  });

  it('sends a long body from where it lies', async () => {
    const head = randomBytes(5 * 1024 * 1024);
    const answer = new CompressedAnswer(head);
    const body = answer.with(Buffer.from('}'), 'identity');
    expect(Buffer.isBuffer(body)).toBe(false);
    expect((await bytesOf(body)).equals(Buffer.concat([head, Buffer.from('}')]))).toBe(true);
    expect(answer.byteLength).toBe(head.length);
  });

  it('is far smaller than its content', async () => {
    const answer = new CompressedAnswer(LONG);
    for (const coding of ['br', 'gzip'] as const) {
      expect((await bytesOf(answer.with(Buffer.from('}'), coding))).length).toBeLessThan(LONG.length / 5);
    }
  });
});

describe('compressed', () => {
  it.each(['br', 'gzip'] as const)('is the content in %s', async (coding) => {
    expect(DECODED[coding](await compressed(LONG, coding)).equals(LONG)).toBe(true);
  });
});
