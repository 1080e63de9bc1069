import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { Configuration } from '../config/configuration';
import { isPublicAddress, PrivateAddressError, publicLookup } from './public-address';

/** One attempt: whether the receiver took it, and what it said. */
export interface SendResult {
  readonly delivered: boolean;
  /** `null` where there was no answer. */
  readonly status: number | null;
  /** Why it was not delivered, in words. */
  readonly error?: string;
  /** The receiver wants no more of these. */
  readonly gone?: boolean;
  /** How long it asked us to wait. */
  readonly retryAfterMs?: number;
}

export interface OutgoingMessage {
  readonly url: string;
  readonly id: string;
  readonly body: string;
  /** `whsec_…` */
  readonly secret: string;
}

const DEADLINE_MS = 20_000;

/** Sends one signed message by the rules of Standard Webhooks 1.0.0: no redirects, 2xx alone is success. */
@Injectable()
export class WebhookSender {
  constructor(private readonly configuration: Configuration) {}

  /** Says why an address cannot be an endpoint; undefined where it can. Names are looked up when they are called. */
  refusal(text: string): string | undefined {
    if (!URL.canParse(text)) return 'must be an address such as https://example.com/hook';
    const url = new URL(text);
    const { allowPrivate } = this.configuration.webhooks;
    if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
      return 'must begin with https://';
    if (url.username !== '' || url.password !== '') return 'must hold no user name or password';
    if (!allowPrivate && isPrivateHost(url)) return new PrivateAddressError(url.hostname).message;
    return undefined;
  }

  /** Never throws for what the receiver or the network does. @throws the signal's reason */
  async send(message: OutgoingMessage, signal: AbortSignal): Promise<SendResult> {
    signal.throwIfAborted();
    const refused = this.refusal(message.url);
    if (refused !== undefined) return { delivered: false, status: null, error: `the address ${refused}` };
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    try {
      return resultOf(await this.post(message, AbortSignal.any([signal, deadline])));
    } catch (error) {
      signal.throwIfAborted();
      return {
        delivered: false,
        status: null,
        error: deadline.aborted ? 'no answer within 20 s' : wordsOf(error),
      };
    }
  }

  private post(
    { url: text, id, body, secret }: OutgoingMessage,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const url = new URL(text);
    const at = new Date();
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const sent: ClientRequest = request(url, {
        method: 'POST',
        signal,
        agent: false,
        ...(!this.configuration.webhooks.allowPrivate && { lookup: publicLookup }),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Trapline',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': new Webhook(secret).sign(id, at, body),
        },
      });
      sent.once('response', (response) => {
        // The status says it all; the rest is not waited for.
        response.destroy();
        resolve(response);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }
}

function isPrivateHost({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) > 0 ? !isPublicAddress(host) : /(^|\.)localhost\.?$/i.test(host);
}

function resultOf({ statusCode: status = 0, headers }: IncomingMessage): SendResult {
  if (status >= 200 && status < 300) return { delivered: true, status };
  const seconds = Number(headers['retry-after']);
  return {
    delivered: false,
    status,
    error: `answered ${status}`,
    ...(status === 410 && { gone: true }),
    ...(seconds > 0 && { retryAfterMs: seconds * 1000 }),
  };
}

/** The code of a network error; whatever else it says may hold what an endpoint's owner should not read. */
function wordsOf(error: unknown): string {
  if (error instanceof PrivateAddressError) return error.message;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'error';
  return `could not be reached: ${code}`;
}
