import { PNG } from 'pngjs';
import { differenceOf } from './picture-difference';

/** A white picture with black rectangles. */
function picture(
  ...boxes: readonly (readonly [x: number, y: number, width: number, height: number])[]
): Buffer {
  const png = new PNG({ width: 160, height: 80 });
  png.data.fill(255);
  for (const [left, top, width, height] of boxes) {
    for (let y = top; y < top + height; y += 1) {
      for (let x = left; x < left + width; x += 1) png.data.fill(0, (y * 160 + x) * 4, (y * 160 + x) * 4 + 3);
    }
  }
  return PNG.sync.write(png);
}

describe('differenceOf', () => {
  it('finds pictures alike that are', () => {
    expect(differenceOf(picture([8, 8, 30, 12]), picture([8, 8, 30, 12]))).toEqual({
      share: 0,
      words: 'alike',
    });
  });

  it('does not mind a pixel here and there', () => {
    expect(differenceOf(picture([8, 8, 1, 2]), picture()).share).toBe(0);
  });

  it('says how much has changed, and where', () => {
    expect(differenceOf(picture([16, 24, 40, 16]), picture())).toEqual({
      share: 10 / 200,
      words: '5.00 % differs, between 16,24 and 56,40',
    });
  });

  it('sees what has moved', () => {
    expect(differenceOf(picture([16, 24, 40, 16]), picture([16, 32, 40, 16])).share).toBe(10 / 200);
  });

  it('takes another size for another picture', () => {
    const wide = PNG.sync.write(new PNG({ width: 170, height: 80 }));
    expect(differenceOf(wide, picture())).toEqual({ share: 1, words: '170x80 instead of 160x80' });
  });
});
