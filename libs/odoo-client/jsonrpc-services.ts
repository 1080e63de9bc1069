import type { HttpPeer } from '@libs/upstream';
import { readJsonRpcAnswer } from './json-answer';
import type { CallLimits, OdooServices } from './odoo-transport';
import { sendable } from './xmlrpc/encode-call';
import type { XmlRpcValue } from './xmlrpc/xmlrpc-value';

/** Odoo's services at `/jsonrpc`: one address, the service named in the parameters. */
export class JsonRpcServices implements OdooServices {
  readonly name = 'jsonrpc';
  private calls = 0;

  constructor(private readonly peer: HttpPeer) {}

  async call(
    service: 'common' | 'object',
    method: string,
    params: readonly unknown[],
    operation: string,
    limits: CallLimits,
  ): Promise<XmlRpcValue> {
    const context = { system: 'odoo', operation };
    const args = sendable(params, 'params', context);
    this.calls += 1;
    const call = { jsonrpc: '2.0', method: 'call', id: this.calls, params: { service, method, args } };
    const answer = await this.peer.send({
      operation,
      method: 'POST',
      path: '/jsonrpc',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(call),
      timeoutMs: limits.timeoutMs,
      signal: limits.signal,
    });
    return readJsonRpcAnswer(answer, context);
  }
}
