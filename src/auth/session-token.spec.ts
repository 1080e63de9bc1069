import { deriveKey } from '../common/secret-box';
import { mintSessionToken, readSessionToken } from './session-token';

const key = deriveKey('a secret of thirty-two characters', 'sessions');
const now = Date.parse('2026-03-02T12:00:00Z');
const token = mintSessionToken(key, new Date(now + 60_000));

describe('session token', () => {
  it('is genuine under the same secret until its expiry, always with the same id', () => {
    const first = readSessionToken(key, token, now);
    expect(first).toEqual({ state: 'genuine', id: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(readSessionToken(key, token, now + 59_000)).toEqual(first);
    expect(readSessionToken(key, token, now + 60_000)).toEqual({ state: 'expired' });
  });

  it('differs each time and does not hold its id', () => {
    expect(mintSessionToken(key, new Date(now + 60_000))).not.toBe(token);
    const reading = readSessionToken(key, token, now);
    expect(reading?.state === 'genuine' && token.includes(reading.id)).toBe(false);
  });

  it('is forged when any character has changed, is missing or was added', () => {
    for (let i = 4; i < token.length; i += 1) {
      const other = token[i] === 'A' ? 'B' : 'A';
      expect(readSessionToken(key, token.slice(0, i) + other + token.slice(i + 1), now)).toEqual({
        state: 'forged',
      });
    }
    for (const text of [token.slice(0, -4), `${token}AAAA`, `${token} `, 'tls_', 'tls_!!!!']) {
      expect(readSessionToken(key, text, now)).toEqual({ state: 'forged' });
    }
  });

  it('is forged under another secret, and expiry cannot be told from it', () => {
    const other = deriveKey('another secret of enough characters', 'sessions');
    expect(readSessionToken(other, token, now + 120_000)).toEqual({ state: 'forged' });
  });

  it.each(['', 'some-api-key', 'TLS_AAAA'])('leaves %p alone: it is no session token', (text) => {
    expect(readSessionToken(key, text, now)).toBeUndefined();
  });
});
