import { acceptedVersions, encodedTag, matchesAny, matchingTag } from './etag';

describe('matchesAny (If-None-Match)', () => {
  it.each<[boolean, string | undefined]>([
    [false, undefined],
    [false, ''],
    [true, '"v1"'],
    [true, 'W/"v1"'],
    [true, '"v0", "v1"'],
    [true, '"v0","v1"'],
    [true, '*'],
    [false, '"v2"'],
    [false, 'v1'],
    [false, '"*"'],
    [true, '"with, comma", "v1"'],
  ])('is %s for %s', (expected, header) => {
    expect(matchesAny(header, '"v1"')).toBe(expected);
  });
});

describe('ETags per coding', () => {
  it('differ, and name the same content', () => {
    const tags = ['identity', 'gzip', 'br'].map((coding) => encodedTag('"v1"', coding));
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) {
      expect(matchingTag(`"v0", ${tag}`, '"v1"')).toBe(tag);
      expect(acceptedVersions(tag)).toEqual(['v1']);
    }
  });

  it('are told from others that end alike', () => {
    expect(matchingTag('"v1-gzip"', '"v1"')).toBeUndefined();
    expect(matchingTag('"v2+gzip"', '"v1"')).toBeUndefined();
    expect(matchingTag('*', '"v1"')).toBe('"v1"');
    expect(matchingTag('W/"v1+br"', '"v1"')).toBe('"v1+br"');
  });
});

describe('acceptedVersions (If-Match)', () => {
  it.each<[string, string | undefined, readonly string[] | undefined]>([
    ['any version without the header', undefined, undefined],
    ['any version by a star', '*', undefined],
    ['one version', '"v1"', ['v1']],
    ['several versions', '"v1", "v2"', ['v1', 'v2']],
    ['no weak version', 'W/"v1", "v2"', ['v2']],
    ['nothing by weak versions alone', 'W/"v1"', []],
    ['nothing by text that is no tag', 'v1', []],
    ['the version that is called star', '"*"', ['*']],
  ])('accepts %s', (_, header, expected) => {
    expect(acceptedVersions(header)).toEqual(expected);
  });
});
