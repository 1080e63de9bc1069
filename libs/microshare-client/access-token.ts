/** A bearer token of the platform. Its value is a secret: never in a log, an error or an answer. */
export interface AccessToken {
  readonly value: string;
  readonly expiresAt: Date;
}

/** How long a token lives where its answer does not say: the platform documents 48 hours. */
export const DEFAULT_TOKEN_LIFETIME_MS = 48 * 60 * 60 * 1000;

/**
 * The earliest of the given expiries, in epoch milliseconds, that still lies ahead; where none does, 48 h from now.
 * An expiry in the past comes from a peer that means something else by it: a token it just gave is good.
 */
export function expiryAmong(candidates: readonly (number | undefined)[], now: number): Date {
  const ahead = candidates.filter((at): at is number => at !== undefined && at > now);
  return new Date(ahead.length > 0 ? Math.min(...ahead) : now + DEFAULT_TOKEN_LIFETIME_MS);
}

/** Seconds as a number or digits, in milliseconds; undefined for anything else. */
export function secondsToMs(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
