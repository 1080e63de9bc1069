/** A parameter that may be repeated, or hold several words between commas, as one list; what is no text stays as it is. */
export function commaList(value: unknown): unknown {
  if (value === undefined) return undefined;
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  return given.flatMap((part) =>
    typeof part === 'string' ? part.split(',').map((word) => word.trim()) : [part],
  );
}
