import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, loadConfiguration } from './load-configuration';

const PKCS8 = { type: 'pkcs8', format: 'pem' } as const;
const ED25519 = generateKeyPairSync('ed25519');
const PEM = ED25519.privateKey.export(PKCS8).toString();

/** The signing key as the application gets it. */
function signingKeyOf(setting: string): string | undefined {
  return loadConfiguration({
    MICROSHARE_API_URL: 'http://microshare.invalid',
    MICROSHARE_AUTH_URL: 'http://microshare.invalid',
    MICROSHARE_CLIENT_ID: 'none',
    MICROSHARE_USERNAME: 'none',
    MICROSHARE_PASSWORD: 'none',
    SESSION_SECRET: 'no session is ever opened with this',
    AUDIT_SIGNING_KEY: setting,
  }).audit.signingKey;
}

describe('AUDIT_SIGNING_KEY', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-signing-key-'));
  const fileOf = (text: string): string => {
    const path = join(folder, `${text.length}.pem`);
    writeFileSync(path, text);
    return path;
  };
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a key in PEM', PEM],
    ['a key whose line ends are written as \\n', PEM.replaceAll('\n', '\\n')],
    ['the path of a file with one', fileOf(PEM)],
  ])('takes %s', (_what, setting) => {
    expect(signingKeyOf(setting)).toBe(PEM);
  });

  it.each([
    ['a public key', ED25519.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['a key of another kind', generateKeyPairSync('x25519').privateKey.export(PKCS8).toString()],
    ['an RSA key', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(PKCS8).toString()],
    ['half a key', PEM.slice(0, 60)],
    ['a file without a key', fileOf('no key at all')],
    ['a file that is not there', join(folder, 'missing.pem')],
    ['a folder', folder],
    ['any other text', 'very-secret'],
    ['nothing at all', ' '],
  ])('refuses %s, says what to give, and repeats nothing of it', (_what, setting) => {
    let refusal: unknown;
    try {
      signingKeyOf(setting);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(ConfigurationError);
    const { message } = refusal as ConfigurationError;
    expect(message).toContain(
      'AUDIT_SIGNING_KEY must be a private Ed25519 key in PEM, or the path of a file',
    );
    expect(message).toContain('openssl genpkey -algorithm ed25519');
    if (setting.trim() !== '') expect(message).not.toContain(setting.slice(0, 60));
  });
});
