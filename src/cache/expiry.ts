/**
 * An expiry in whole milliseconds, at least one.
 * @throws RangeError for anything but a positive number: such a key would never be seen
 */
export function expiryMs(seconds: number): number {
  if (!(seconds > 0)) throw new RangeError(`an expiry must be more than 0 seconds, not ${seconds}`);
  return Math.max(1, Math.round(seconds * 1000));
}
