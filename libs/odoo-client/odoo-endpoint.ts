import { HttpPeer, type HttpPeerOptions } from '@libs/upstream';
import { readOdooAnswer } from './odoo-answer';
import { encodeMethodCall } from './xmlrpc/encode-call';
import type { XmlRpcValue } from './xmlrpc/xmlrpc-value';

/** How long a call may take, and what cancels it. */
export interface CallLimits {
  /** Deadline of the whole call, in milliseconds. */
  readonly timeoutMs: number;
  /** Its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
}

/** The XML-RPC services of one Odoo server: `common` needs no log-in, `object` takes credentials with every call. */
export class OdooEndpoint {
  private readonly peer: HttpPeer;

  constructor(private readonly options: Pick<HttpPeerOptions, 'baseUrl' | 'maxSockets' | 'maxAnswerBytes'>) {
    this.peer = new HttpPeer({ system: 'odoo', ...options });
  }

  /** Scheme, host and path of the server; holds no credentials. */
  get url(): string {
    const { protocol, host, pathname } = new URL(this.options.baseUrl);
    return `${protocol}//${host}${pathname}`;
  }

  /**
   * @param operation our name of the call, for errors
   * @throws UpstreamError sorted by what the caller can do; UnsendableValueError before anything is sent
   */
  async call(
    service: 'common' | 'object',
    method: string,
    params: readonly unknown[],
    operation: string,
    limits: CallLimits,
  ): Promise<XmlRpcValue> {
    const context = { system: 'odoo', operation };
    const answer = await this.peer.send({
      operation,
      method: 'POST',
      path: `/xmlrpc/2/${service}`,
      headers: { 'content-type': 'text/xml; charset=utf-8', accept: 'text/xml' },
      body: Buffer.from(encodeMethodCall(method, params, context), 'utf8'),
      timeoutMs: limits.timeoutMs,
      signal: limits.signal,
    });
    return readOdooAnswer(answer, context);
  }

  close(): void {
    this.peer.close();
  }
}
