import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration';

const VERSION = 'v1.';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps text secret and unchanged while a store holds it: AES-256-GCM under a key derived from SESSION_SECRET.
 * Replicas with the same secret open each other's boxes.
 */
@Injectable()
export class SecretBox {
  private readonly key: Buffer;

  constructor(configuration: Configuration) {
    this.key = deriveKey(configuration.auth.sessionSecret, 'secret box');
  }

  /** The same text gives another result each time. The result is printable and safe in a store, not in a log. */
  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv);
    const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return VERSION + Buffer.concat([iv, cipher.getAuthTag(), content]).toString('base64url');
  }

  /** The text; undefined when it was sealed under another secret, was changed, or is no box at all. */
  open(sealed: string): string | undefined {
    if (!sealed.startsWith(VERSION)) return undefined;
    const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const content = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([content, decipher.final()]).toString('utf8');
    } catch {
      // GCM tells of a wrong key and of changed bytes in one way: `final` throws.
      return undefined;
    }
  }
}

/** A 256-bit key for one purpose; keys of different purposes tell nothing of each other. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'trapline', purpose, 32));
}
