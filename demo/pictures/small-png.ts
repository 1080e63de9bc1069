import { PNG } from 'pngjs';

/** As many as the eye needs for flat areas and smoothed letters. */
const COLOURS = 192;

/** The same picture in fewer colours, the most frequent ones kept as they are, and packed tightly. */
export function smallPng(png: Buffer): Buffer {
  const picture = PNG.sync.read(png);
  const counts = new Map<number, number>();
  forEachPixel(picture, (at) => {
    const colour = picture.data.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  });
  const byCount = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const kept = byCount.slice(0, COLOURS);
  const shown = new Map(byCount.map((colour, i) => [colour, i < COLOURS ? colour : nearest(colour, kept)]));
  forEachPixel(picture, (at) => {
    picture.data.writeUIntBE(shown.get(picture.data.readUIntBE(at, 3)) ?? 0, at, 3);
  });
  return PNG.sync.write(picture, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 });
}

function forEachPixel({ data }: PNG, visit: (at: number) => void): void {
  for (let at = 0; at < data.length; at += 4) visit(at);
}

function nearest(colour: number, among: readonly number[]): number {
  let best = colour;
  let least = Infinity;
  for (const each of among) {
    const distance = [16, 8, 0].reduce(
      (sum, shift) => sum + (((colour >> shift) & 255) - ((each >> shift) & 255)) ** 2,
      0,
    );
    if (distance < least) [best, least] = [each, distance];
  }
  return best;
}
