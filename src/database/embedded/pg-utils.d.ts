declare module 'pg/lib/utils' {
  /** A parameter as `pg` sends it: text, bytes, or null. */
  export function prepareValue(value: unknown): string | Buffer | null;
}
