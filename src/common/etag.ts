/** True when an `If-None-Match` value names this strong ETag, or is `*` (RFC 9110, 13.1.2; weak comparison). */
export function matchesAny(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return entityTags(header).some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);
}

/**
 * The versions that an `If-Match` value accepts (RFC 9110, 13.1.1; weak tags never match); undefined when the header is
 * absent or `*`, which any existing record fulfils.
 */
export function acceptedVersions(header: string | undefined): readonly string[] | undefined {
  if (header === undefined) return undefined;
  const tags = entityTags(header);
  if (tags.includes('*')) return undefined;
  return tags.filter((tag) => tag.startsWith('"')).map((tag) => tag.slice(1, -1));
}

function entityTags(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"|\*/g) ?? [];
}
