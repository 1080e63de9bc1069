import { createPublicKey, verify } from 'node:crypto';
import { canonicalJson } from './canonical-json';
import type { SigningKey } from './signing-key';

/** What a key has sworn to: at this time the tenant's record of this number had this hash. */
export interface Checkpoint {
  readonly tenant: string;
  readonly seq: number;
  readonly hash: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  /** The records up to `seq` were given up (`AUDIT_DAYS`): the chain begins after it. */
  readonly anchor: boolean;
  readonly public_key: string;
  /** Ed25519 over {@link signedText}, base64. */
  readonly signature: string;
}

export type CheckpointContent = Omit<Checkpoint, 'public_key' | 'signature'>;

export function signed(content: CheckpointContent, key: SigningKey): Checkpoint {
  return { ...content, public_key: key.publicKey, signature: key.sign(signedText(content)) };
}

/** Whether the key that it names has signed it. Says nothing about whose key that is. */
export function isSigned(checkpoint: Checkpoint): boolean {
  try {
    return verify(
      null,
      Buffer.from(signedText(checkpoint), 'utf8'),
      createPublicKey(checkpoint.public_key),
      Buffer.from(checkpoint.signature, 'base64'),
    );
  } catch (error) {
    // What is no key has signed nothing.
    if (error instanceof Error) return false;
    throw error;
  }
}

/** What is signed: canonical JSON (RFC 8785) of these members. */
export function signedText({ tenant, seq, hash, time, anchor }: CheckpointContent): string {
  return canonicalJson({ anchor, hash, seq, tenant, time, type: 'trapline audit checkpoint' });
}
