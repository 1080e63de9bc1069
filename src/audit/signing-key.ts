import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** An Ed25519 key that signs checkpoints. */
export class SigningKey {
  /** SPKI, PEM: everybody may have it. */
  readonly publicKey: string;
  private readonly key: KeyObject;

  /** @param pem the private key; @throws Error for a key of another kind */
  constructor(pem: string) {
    this.key = createPrivateKey(pem);
    if (this.key.asymmetricKeyType !== 'ed25519') throw new TypeError('the signing key is no Ed25519 key');
    this.publicKey = createPublicKey(this.key).export({ type: 'spki', format: 'pem' }).toString();
  }

  /** The signature, base64. */
  sign(text: string): string {
    return sign(null, Buffer.from(text, 'utf8'), this.key).toString('base64');
  }
}

/** Short name of a public key: the first half of the SHA-256 of its DER, hex. */
export function keyIdOf(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 32);
}
