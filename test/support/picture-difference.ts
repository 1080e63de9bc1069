import { PNG } from 'pngjs';

/** Pictures are compared by the mean colours of squares of this many pixels, which hardly change with a letter's smoothing. */
const SQUARE = 8;
/** From this difference of a colour (of 255) on, a square looks different. */
const SEEN = 14;

export interface PictureDifference {
  /** Of the squares that look different, 0..1. */
  readonly share: number;
  /** How much, and where. */
  readonly words: string;
}

/** Compares two PNG files as somebody looking at them would. */
export function differenceOf(actual: Buffer, expected: Buffer): PictureDifference {
  const [a, b] = [PNG.sync.read(actual), PNG.sync.read(expected)];
  if (a.width !== b.width || a.height !== b.height) {
    return { share: 1, words: `${sizeOf(a)} instead of ${sizeOf(b)}` };
  }
  let [squares, different] = [0, 0];
  const box = { left: a.width, top: a.height, right: 0, bottom: 0 };
  for (let top = 0; top < a.height; top += SQUARE) {
    for (let left = 0; left < a.width; left += SQUARE) {
      squares += 1;
      if (!looksDifferent(meanOf(a, left, top), meanOf(b, left, top))) continue;
      different += 1;
      box.left = Math.min(box.left, left);
      box.top = Math.min(box.top, top);
      box.right = Math.max(box.right, left + SQUARE);
      box.bottom = Math.max(box.bottom, top + SQUARE);
    }
  }
  const share = different / squares;
  const where = `between ${box.left},${box.top} and ${box.right},${box.bottom}`;
  return { share, words: different === 0 ? 'alike' : `${(share * 100).toFixed(2)} % differs, ${where}` };
}

type Colour = readonly [number, number, number];

function meanOf({ data, width, height }: PNG, left: number, top: number): Colour {
  const sum: [number, number, number] = [0, 0, 0];
  let pixels = 0;
  for (let y = top; y < Math.min(top + SQUARE, height); y += 1) {
    for (let x = left; x < Math.min(left + SQUARE, width); x += 1) {
      const at = (y * width + x) * 4;
      sum[0] += data[at] ?? 0;
      sum[1] += data[at + 1] ?? 0;
      sum[2] += data[at + 2] ?? 0;
      pixels += 1;
    }
  }
  return [sum[0] / pixels, sum[1] / pixels, sum[2] / pixels];
}

function looksDifferent(a: Colour, b: Colour): boolean {
  return a.some((value, i) => Math.abs(value - (b[i] ?? 0)) > SEEN);
}

function sizeOf({ width, height }: PNG): string {
  return `${width}x${height}`;
}
