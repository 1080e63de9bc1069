/** `2026-07-01 12:00:00` on the clocks of an IANA zone, as UTC. An unknown zone counts as UTC, as in Odoo. */
export function toUtc(local: string, zone: string): string {
  const wanted = Date.parse(`${local.replace(' ', 'T')}Z`);
  const shows = clock(zone);
  if (shows === undefined) return local;
  // The offset at the first guess may be that of the other side of a clock change; the second guess settles it.
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) guess += wanted - shows(guess);
  return new Date(guess).toISOString().replace('T', ' ').slice(0, 19);
}

/** What the zone's clocks show at an instant, as if it were UTC; undefined for a zone that does not exist. */
function clock(zone: string): ((instant: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return (instant) => Date.parse(`${format.format(instant).replace(' ', 'T')}Z`);
}
