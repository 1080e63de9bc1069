import { ownerOf } from '../models/api-keys';
import type { Database } from '../orm/database';
import { OdooException } from '../orm/odoo-exception';
import { isStruct, type Struct, type Value } from '../orm/values';
import { callMethod, checkPublic, takesIds } from '../rpc/call-method';
import { jsonAnswer, type Answer } from './answer';
import { answering, unreadable, type Exchange } from './exchange';
import { serialise } from './jsonrpc-protocol';

export interface Json2Target {
  readonly model: string;
  readonly method: string;
  /** The `Authorization` header, if any. */
  readonly authorization: string | undefined;
}

/** A request to `POST /json/2/<model>/<method>` of 19: named arguments in, the bare result or a problem out. */
export function openJson2(db: Database, target: Json2Target, body: string): Exchange {
  let named: Struct;
  try {
    named = parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return unreadable('json2', 'object', problemAnswer(notJson(body, error)));
  }
  const { model, method } = target;
  return {
    call: { transport: 'json2', service: 'object', model, method, args: [named] },
    run: () => answering(() => jsonAnswer(run(db, target, named)), problemAnswer),
  };
}

export function problemAnswer(error: OdooException): Answer {
  if (error instanceof HttpProblem)
    return jsonAnswer(serialise(error, [error.status]), error.status, error.headers);
  return jsonAnswer(serialise(error), statusOf(error));
}

/** Raised before the model is reached. Its class in Python is the reason phrase without spaces. */
class HttpProblem extends OdooException {
  constructor(
    readonly status: number,
    private readonly reason: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`werkzeug.exceptions.${reason.replace(/ /g, '')}`, message);
  }

  protected override description(): string {
    return `${String(this.status)} ${this.reason}: ${this.message}`;
  }
}

function run(db: Database, { model, method, authorization }: Json2Target, named: Struct): Value {
  const uid = authenticate(db, authorization);
  const table = db.find(model);
  if (table === undefined) throw new HttpProblem(404, 'Not Found', `the model '${model}' does not exist`);
  checkPublic(db, model, method);
  const withIds = takesIds(db, table, method);
  const name = `${model}.${method}`;
  if (withIds === undefined) throw new HttpProblem(404, 'Not Found', `The method '${name}' does not exist`);
  const { ids, ...kwargs } = named;
  if (!withIds && ids !== undefined)
    throw new HttpProblem(422, 'Unprocessable Entity', `cannot call ${name} with ids`);
  return callMethod(db, uid, { model, method, args: withIds ? [ids ?? []] : [], kwargs });
}

function authenticate(db: Database, authorization: string | undefined): number {
  const challenge = { 'WWW-Authenticate': 'Bearer ' };
  const key = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (key === undefined) {
    const message = 'User not authenticated, use an API Key with a Bearer Authorization header.';
    throw new HttpProblem(401, 'Unauthorized', message, challenge);
  }
  const user = ownerOf(db, key);
  if (user === undefined) throw new HttpProblem(401, 'Unauthorized', 'Invalid apikey', challenge);
  return user.id;
}

function parse(body: string): Struct {
  const named = JSON.parse(body) as Value;
  return isStruct(named) ? named : {};
}

/** Where a one-line body stops being JSON: V8 tells the position, or that the end came too early. */
function notJson(body: string, error: SyntaxError): HttpProblem {
  const position = /position (\d+)/.exec(error.message)?.[1];
  const at = position === undefined ? body.length : Number(position);
  const where = `line 1 column ${String(at + 1)} (char ${String(at)})`;
  return new HttpProblem(400, 'Bad Request', `could not parse the body as json: Expecting value: ${where}`);
}

function statusOf(error: OdooException): number {
  switch (error.pythonClass) {
    case 'odoo.exceptions.UserError':
    case 'odoo.exceptions.ValidationError':
      return 422;
    case 'odoo.exceptions.MissingError':
      return 404;
    case 'odoo.exceptions.AccessDenied':
    case 'odoo.exceptions.AccessError':
      return 403;
    default:
      return 500;
  }
}
