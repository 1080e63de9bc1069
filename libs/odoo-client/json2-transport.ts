import type { HttpPeer } from '@libs/upstream';
import { readJson2Answer } from './json-answer';
import { namedArguments } from './json2-arguments';
import type { CallLimits, ModelCall, OdooCredentials, OdooTransport } from './odoo-transport';
import { unexpectedAnswer } from './unexpected-answer';
import { sendable } from './xmlrpc/encode-call';
import { isStruct, type XmlRpcValue } from './xmlrpc/xmlrpc-value';

/** An account behind `/json/2/<model>/<method>` of Odoo 19 and later: an API key, and arguments by name. */
export class Json2Transport implements OdooTransport {
  readonly name = 'json2';

  constructor(
    private readonly peer: HttpPeer,
    private readonly credentials: OdooCredentials,
  ) {}

  /** There is no log-in: the key is asked whose it is. The user's name plays no part. */
  async authenticate(limits: CallLimits): Promise<number> {
    const call = { model: 'res.users', method: 'context_get', args: [], kwargs: {} };
    const answer = await this.send(call, 'authenticate', limits);
    const uid = isStruct(answer) ? answer.uid : undefined;
    if (typeof uid !== 'number') throw unexpectedAnswer('authenticate', 'a user id');
    return uid;
  }

  execute(_uid: number, call: ModelCall, limits: CallLimits): Promise<XmlRpcValue> {
    return this.send(call, `${call.model}.${call.method}`, limits);
  }

  private async send(call: ModelCall, operation: string, limits: CallLimits): Promise<XmlRpcValue> {
    const context = { system: 'odoo', operation };
    const body = sendable(namedArguments(call), 'arguments', context);
    const answer = await this.peer.send({
      operation,
      method: 'POST',
      path: `/json/2/${encodeURIComponent(call.model)}/${encodeURIComponent(call.method)}`,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        accept: 'application/json',
        authorization: `bearer ${this.credentials.password}`,
        'x-odoo-database': this.credentials.db,
      },
      body: JSON.stringify(body),
      timeoutMs: limits.timeoutMs,
      signal: limits.signal,
    });
    return readJson2Answer(answer, context);
  }
}
