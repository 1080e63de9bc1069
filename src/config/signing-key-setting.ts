import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The private Ed25519 key that a setting holds, as PEM. Line ends may be written as `\n`, which many tools that hand over
 * settings need. Undefined for anything else, and for a file that cannot be read.
 */
export function readSigningKey(setting: string): string | undefined {
  try {
    const text = setting.includes('-----BEGIN')
      ? setting.replaceAll('\\n', '\n')
      : readFileSync(setting, 'utf8');
    return createPrivateKey(text).asymmetricKeyType === 'ed25519' ? text : undefined;
  } catch {
    // Whatever is wrong with it, no message may repeat it.
    return undefined;
  }
}
