import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { Configuration } from '../config/configuration';

/** How long the id of a message is remembered: its time may be five minutes off either way, and be repeated so long. */
export const REPLAY_WINDOW_S = 660;

/** Whether a call comes from who knows the secret of the hook. */
@Injectable()
export class ErpHookProof {
  private readonly verifiers: readonly Webhook[];
  private readonly token: Buffer | undefined;

  constructor({ erpHook }: Configuration) {
    this.verifiers = erpHook.secrets.map((secret) => new Webhook(secret));
    this.token = erpHook.token === undefined ? undefined : digestOf(erpHook.token);
  }

  get takesSignatures(): boolean {
    return this.verifiers.length > 0;
  }

  get takesTokens(): boolean {
    return this.token !== undefined;
  }

  /**
   * Checks a Standard Webhooks signature (1.0.0, HMAC-SHA256) over the body as it came, and that it is at most five minutes
   * old.
   * @returns the id of the message, the same when it is sent again; undefined where nothing proves the sender
   */
  messageId(headers: IncomingHttpHeaders, body: string): string | undefined {
    const signed = {
      'webhook-id': textOf(headers['webhook-id']),
      'webhook-timestamp': textOf(headers['webhook-timestamp']),
      'webhook-signature': textOf(headers['webhook-signature']),
    };
    return this.verifiers.some((verifier) => verifies(verifier, body, signed))
      ? signed['webhook-id']
      : undefined;
  }

  /** Compares in a time that tells nothing of the token. */
  isToken(text: string): boolean {
    return this.token !== undefined && timingSafeEqual(this.token, digestOf(text));
  }
}

function verifies(verifier: Webhook, body: string, headers: Record<string, string>): boolean {
  try {
    verifier.verify(body, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

/** A header that came twice proves nothing. */
function textOf(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
