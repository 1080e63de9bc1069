import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = 'tls_';
const RANDOM_BYTES = 32;
const EXPIRY_BYTES = 4;
const MAC_BYTES = 16;

/** What a session token says before any store is asked. */
export type SessionTokenReading =
  | {
      readonly state: 'genuine';
      /** Never the token itself: names the session in the store. */ readonly id: string;
    }
  | { readonly state: 'expired' }
  /** Looks like one of ours and is none: changed, or made under another secret. */
  | { readonly state: 'forged' };

/**
 * A session token: 256 random bits, the second of its expiry and a signature over both. It holds nothing else; what it
 * opens is known to the store alone, under a hash of the token.
 */
export function mintSessionToken(key: Buffer, expiresAt: Date): string {
  const body = Buffer.alloc(RANDOM_BYTES + EXPIRY_BYTES);
  randomBytes(RANDOM_BYTES).copy(body);
  body.writeUInt32BE(Math.floor(expiresAt.getTime() / 1000), RANDOM_BYTES);
  return PREFIX + Buffer.concat([body, macOf(key, body)]).toString('base64url');
}

/** Undefined for text that is no session token at all, such as an API key. */
export function readSessionToken(key: Buffer, text: string, now: number): SessionTokenReading | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const encoded = text.slice(PREFIX.length);
  const bytes = Buffer.from(encoded, 'base64url');
  // The decoder skips what it does not know, so that several texts could stand for one token.
  if (bytes.toString('base64url') !== encoded) return { state: 'forged' };
  const body = bytes.subarray(0, RANDOM_BYTES + EXPIRY_BYTES);
  const mac = bytes.subarray(RANDOM_BYTES + EXPIRY_BYTES);
  if (mac.length !== MAC_BYTES || !timingSafeEqual(mac, macOf(key, body))) return { state: 'forged' };
  if (body.readUInt32BE(RANDOM_BYTES) * 1000 <= now) return { state: 'expired' };
  return { state: 'genuine', id: createHmac('sha256', key).update('id').update(bytes).digest('hex') };
}

function macOf(key: Buffer, body: Buffer): Buffer {
  return createHmac('sha256', key).update('token').update(body).digest().subarray(0, MAC_BYTES);
}
