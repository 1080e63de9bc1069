/**
 * The tag among those of an `If-None-Match` value that names this content, in whichever coding the client has it (RFC 9110,
 * 13.1.2; weak comparison); the strong ETag itself for `*`; undefined when none does. A 304 answers with it.
 */
export function matchingTag(header: string | undefined, etag: string): string | undefined {
  if (header === undefined) return undefined;
  if (header === etag) return etag;
  for (const tag of entityTags(header)) {
    if (tag === '*') return etag;
    const strong = tag.replace(/^W\//, '');
    if (strong === etag || withoutCoding(strong) === etag) return strong;
  }
  return undefined;
}

/** True when an `If-None-Match` value names this strong ETag, or is `*`. */
export function matchesAny(header: string | undefined, etag: string): boolean {
  return matchingTag(header, etag) !== undefined;
}

/**
 * The versions that an `If-Match` value accepts (RFC 9110, 13.1.1; weak tags never match); undefined when the header is
 * absent or `*`, which any existing record fulfils.
 */
export function acceptedVersions(header: string | undefined): readonly string[] | undefined {
  if (header === undefined) return undefined;
  const tags = entityTags(header);
  if (tags.includes('*')) return undefined;
  return tags.filter((tag) => tag.startsWith('"')).map((tag) => withoutCoding(tag).slice(1, -1));
}

/** A strong ETag stands for bytes, so each coding of a content has its own: `"v1"` and `"v1+gzip"`. */
export function encodedTag(etag: string, coding: string): string {
  return coding === 'identity' ? etag : `${etag.slice(0, -1)}+${coding}"`;
}

function withoutCoding(tag: string): string {
  return tag.replace(/\+(?:gzip|br)"$/, '"');
}

function entityTags(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"|\*/g) ?? [];
}
