/** The codings a body can be sent in; `identity` is the bytes themselves. */
export type ContentCoding = 'br' | 'gzip' | 'identity';

/** Best first: what is chosen among codings that the client likes equally. */
const PREFERRED: readonly ContentCoding[] = ['br', 'gzip', 'identity'];

/** Clients send few different headers; each is read once. */
const read = new Map<string, ContentCoding>();
const KEPT = 100;

/**
 * The coding that an `Accept-Encoding` value prefers, quality values honoured (RFC 9110, 12.5.3). Without the header, or
 * when it accepts nothing of ours, `identity`: such a client is better served than refused.
 */
export function codingFor(header: string | undefined): ContentCoding {
  if (header === undefined) return 'identity';
  const known = read.get(header);
  if (known !== undefined) return known;
  const coding = choose(header);
  if (read.size >= KEPT) read.clear();
  read.set(header, coding);
  return coding;
}

function choose(header: string): ContentCoding {
  const wanted = qualities(header);
  const others = wanted.get('*');
  let best: ContentCoding = 'identity';
  let highest = 0;
  for (const coding of PREFERRED) {
    // Identity need not be named to be acceptable, but whoever names a coding would rather have that.
    const quality = wanted.get(coding) ?? (coding === 'identity' ? 0 : (others ?? 0));
    if (quality > highest) {
      best = coding;
      highest = quality;
    }
  }
  return best;
}

function qualities(header: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    // What is no quality value is taken for a refusal: sending bytes that cannot be read is worse than sending more.
    const quality = /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : 0;
    found.set(name === 'x-gzip' ? 'gzip' : name, quality);
  }
  return found;
}
