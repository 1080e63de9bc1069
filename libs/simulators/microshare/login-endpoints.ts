import { createHmac, randomBytes } from 'node:crypto';
import { html, json, plainText, type SimulatedAnswer } from './answer';
import type { MicroshareAccount } from './microshare.options';
import type { SimulatedRequest } from './request';
import type { TokenRegistry } from './token-registry';

export interface LoginEndpointsOptions {
  readonly accounts: readonly MicroshareAccount[];
  readonly clientId: string;
  readonly statesExpiresIn: boolean;
  readonly tokenLifetimeMs: number;
  readonly refusedLoginStatus: 303 | 200;
  readonly now: () => number;
}

const LOGIN_FORM =
  '<!DOCTYPE html><html><body><form action="/login" method="post"><input type="hidden" name="csrfToken">' +
  '<input name="username"><input name="password" type="password"><button>Log in</button></form></body></html>';

/** Both ways to log in: OAuth2 and the web application's form. */
export class LoginEndpoints {
  private readonly signingKey = randomBytes(32);

  constructor(
    private readonly options: LoginEndpointsOptions,
    private readonly tokens: TokenRegistry,
  ) {}

  /** `POST /oauth2/token`; its parameters may come in the query, as a form or as JSON. */
  token(request: SimulatedRequest): SimulatedAnswer {
    const parameters = parametersOf(request);
    if (parameters === undefined) return plainText(400, 'The request content was malformed.');
    const grant = parameters.get('grant_type') ?? 'password';
    if (grant !== 'password' && grant !== 'pipe') return plainText(400, 'Unsupported grant type.');
    const account = this.accountOf(parameters);
    if (account === undefined || parameters.get('client_id') !== this.options.clientId) {
      return plainText(401, 'Authentication failed.');
    }
    return json(200, grant === 'pipe' ? this.pipeToken(account) : this.bearerToken(account, parameters));
  }

  /** `POST /login`: always a page or a redirect; only a success carries the session. */
  web(request: SimulatedRequest): SimulatedAnswer {
    const account = this.accountOf(new URLSearchParams(request.body));
    if (account === undefined) {
      return this.options.refusedLoginStatus === 200 ? html(200, LOGIN_FORM) : seeOther('/login');
    }
    return seeOther('/', `PLAY_SESSION=${this.session(account)}; Path=/; HTTPOnly`);
  }

  private accountOf(parameters: URLSearchParams): MicroshareAccount | undefined {
    const username = parameters.get('username');
    const password = parameters.get('password');
    return this.options.accounts.find((one) => one.username === username && one.password === password);
  }

  private bearerToken(account: MicroshareAccount, parameters: URLSearchParams): object {
    return {
      access_token: this.tokens.issue(account).value,
      ...(this.options.statesExpiresIn && { expires_in: this.options.tokenLifetimeMs / 1000 }),
      extended: {
        email: account.username,
        alias: null,
        appid: this.options.clientId,
        identity: parameters.get('identity') ?? 'DEFAULT',
        roles: [],
        authtype: 1,
        isadmin: false,
        identityhost: null,
        scope: parameters.get('scope') ?? 'ALL:ALL',
        token_type: 'Bearer',
        sessionkey: randomBytes(12).toString('hex'),
      },
    };
  }

  private pipeToken(account: MicroshareAccount): object {
    const { value } = this.tokens.issue(account, 'pipe');
    return {
      token_type: 'Pipe',
      access_token: value,
      scope: 'SHARE:WRITE',
      extended: { email: account.username },
    };
  }

  /** A session cookie as Play signs it: unpadded base64url, payload readable. */
  private session(account: MicroshareAccount): string {
    const { value, expiresAt } = this.tokens.issue(account);
    const issuedAt = Math.floor(this.options.now() / 1000);
    const payload = {
      data: {
        access_token: value,
        refresh_token: randomBytes(32).toString('hex'),
        expires_at: new Date(expiresAt).toISOString(),
      },
      exp: Math.floor(expiresAt / 1000),
      nbf: issuedAt,
      iat: issuedAt,
    };
    const signed = [{ alg: 'HS256' }, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${createHmac('sha256', this.signingKey).update(signed).digest('base64url')}`;
  }
}

function seeOther(location: string, cookie?: string): SimulatedAnswer {
  return {
    status: 303,
    headers: { location, ...(cookie !== undefined && { 'set-cookie': cookie }) },
    body: [],
  };
}

/** Parameters of query and body together; undefined for a body that its content type belies. */
function parametersOf({ query, headers, body }: SimulatedRequest): URLSearchParams | undefined {
  const merged = new URLSearchParams(query);
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    const content = parseJson(body);
    if (typeof content !== 'object' || content === null) return undefined;
    for (const [name, value] of Object.entries(content))
      if (typeof value === 'string') merged.set(name, value);
  } else if (type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body)) merged.set(name, value);
  }
  return merged;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
