import { UpstreamAuthenticationError } from '@libs/upstream';
import type { CallLimits, ModelCall, OdooCredentials, OdooServices, OdooTransport } from './odoo-transport';
import { unexpectedAnswer } from './unexpected-answer';
import type { XmlRpcValue } from './xmlrpc/xmlrpc-value';

/** An account behind XML-RPC or JSON-RPC: `execute_kw` with database, user id and password in every call. */
export class RpcTransport implements OdooTransport {
  constructor(
    private readonly services: OdooServices,
    private readonly credentials: OdooCredentials,
  ) {}

  get name(): OdooServices['name'] {
    return this.services.name;
  }

  async authenticate(limits: CallLimits): Promise<number> {
    const { db, username, password } = this.credentials;
    const operation = 'authenticate';
    const answer = await this.services.call(
      'common',
      operation,
      [db, username, password, {}],
      operation,
      limits,
    );
    // Not a fault: wrong credentials are answered with false.
    if (answer === false) {
      throw new UpstreamAuthenticationError(
        `odoo (${operation}): user ${username} with this password or API key is not accepted`,
        { system: 'odoo', operation },
      );
    }
    if (typeof answer !== 'number') throw unexpectedAnswer(operation, 'a user id');
    return answer;
  }

  execute(uid: number, call: ModelCall, limits: CallLimits): Promise<XmlRpcValue> {
    const { model, method, args, kwargs } = call;
    const { db, password } = this.credentials;
    const params = [db, uid, password, model, method, args, kwargs];
    return this.services.call('object', 'execute_kw', params, `${model}.${method}`, limits);
  }
}
