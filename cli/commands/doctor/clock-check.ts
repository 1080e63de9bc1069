import { type Check, failed, ok, warning } from './check';

const TOLERATED_S = 5;
const WRONG_S = 60;

/**
 * Compares another machine's clock with ours.
 * @param date its `Date` header, which counts whole seconds
 * @param askedAt and `answeredAt`: our clock around the answer, in milliseconds
 */
export function checkClock(
  whose: string,
  date: string | null,
  askedAt: number,
  answeredAt: number,
): Check | undefined {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return undefined;
  const name = `clock of ${whose}`;
  const earliest = (theirs - answeredAt) / 1000;
  const latest = (theirs + 1000 - askedAt) / 1000;
  // Where the difference may be nothing it counts as nothing.
  const seconds = earliest > 0 ? Math.floor(earliest) : latest < 0 ? Math.ceil(latest) : 0;
  if (seconds === 0) return ok(name, 'as here');
  const words = `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the one here`;
  if (Math.abs(seconds) <= TOLERATED_S) return ok(name, words);
  const remedy = 'Set both by NTP; sessions, ages and reads by what changed go wrong with wrong clocks.';
  return Math.abs(seconds) < WRONG_S ? warning(name, words, remedy) : failed(name, words, remedy);
}
