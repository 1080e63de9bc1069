import type { HttpPeer } from '@libs/upstream';
import { readXmlRpcAnswer } from './xmlrpc-answer';
import type { CallLimits, OdooServices } from './odoo-transport';
import { encodeMethodCall } from './xmlrpc/encode-call';
import type { XmlRpcValue } from './xmlrpc/xmlrpc-value';

/** Odoo's services at `/xmlrpc/2/<service>`. */
export class XmlRpcServices implements OdooServices {
  readonly name = 'xmlrpc';

  constructor(private readonly peer: HttpPeer) {}

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
    return readXmlRpcAnswer(answer, context);
  }
}
