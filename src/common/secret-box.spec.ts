import fc from 'fast-check';
import type { Configuration } from '../config/configuration';
import { deriveKey, SecretBox } from './secret-box';

const boxOf = (sessionSecret: string): SecretBox =>
  new SecretBox({ auth: { sessionSecret } } as unknown as Configuration);
const box = boxOf('a secret of thirty-two characters');

describe('SecretBox', () => {
  it('gives back any text that was sealed under the same secret', () => {
    const replica = boxOf('a secret of thirty-two characters');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(replica.open(box.seal(text))).toBe(text);
      }),
    );
  });

  it('shows neither the text nor that two texts are the same', () => {
    const [first, second] = [box.seal('upstream-token'), box.seal('upstream-token')];
    expect(first).not.toBe(second);
    expect(Buffer.from(first.slice(3), 'base64url').toString('latin1')).not.toContain('upstream');
  });

  it('stays closed under another secret', () => {
    expect(boxOf('another secret of enough characters').open(box.seal('text'))).toBeUndefined();
  });

  it('stays closed when any byte has changed', () => {
    const bytes = Buffer.from(box.seal('text').slice(3), 'base64url');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(box.open(`v1.${changed.toString('base64url')}`)).toBeUndefined();
    }
  });

  it.each(['', 'v1.', 'v1.abc', 'plain text', 'v2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])(
    'says that %p is no box',
    (text) => {
      expect(box.open(text)).toBeUndefined();
    },
  );
});

describe('deriveKey', () => {
  it('gives each purpose and each secret a key of its own', () => {
    const keys = [deriveKey('s', 'a'), deriveKey('s', 'b'), deriveKey('t', 'a')].map((k) =>
      k.toString('hex'),
    );
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).toHaveLength(64);
  });
});
