import { toUtc } from './zoned-time';

describe('toUtc', () => {
  it.each([
    ['UTC', '2026-07-01 12:00:00', '2026-07-01 12:00:00'],
    ['America/New_York', '2026-07-01 12:00:00', '2026-07-01 16:00:00'],
    ['America/New_York', '2026-01-01 12:00:00', '2026-01-01 17:00:00'],
    ['Asia/Kolkata', '2026-01-01 02:00:00', '2025-12-31 20:30:00'],
    // Right after the clocks went forward, when the first guess falls on the other side.
    ['Europe/Paris', '2026-03-29 03:30:00', '2026-03-29 01:30:00'],
    ['Nowhere/Land', '2026-01-01 02:00:00', '2026-01-01 02:00:00'],
  ])('reads clocks in %s showing %s', (zone, local, utc) => {
    expect(toUtc(local, zone)).toBe(utc);
  });
});
