import { HttpPeer, UpstreamUnavailableError } from '@libs/upstream';
import { expiryAmong, secondsToMs, type AccessToken } from './access-token';
import { SYSTEM } from './answer-errors';
import { jwtPayload } from './jwt-payload';
import { credentialsRefused, loginError, LOGIN_OPERATION } from './login-errors';
import { MicroshareLogin, type LoginCall } from './microshare-login';
import { isJsonObject, type JsonObject } from './raw-cluster';

export interface OauthLoginOptions {
  /** Base of `/oauth2/token`, e.g. `https://auth.microshare.io`; may have a path prefix. */
  readonly authUrl: string;
  /** The API key, as the console's App Keys page shows it. */
  readonly clientId: string;
  /** Deadline of a log-in, in milliseconds. */
  readonly timeoutMs: number;
  /** Default `ALL:ALL`. */
  readonly scope?: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * OAuth2 password grant. The parameters go url-encoded in the body: in the query, which the platform takes as well, the
 * password would end up in access logs.
 */
export class OauthLogin extends MicroshareLogin {
  private readonly peer: HttpPeer;
  private readonly now: () => number;

  constructor(private readonly options: OauthLoginOptions) {
    super();
    this.peer = new HttpPeer({ system: SYSTEM, baseUrl: options.authUrl });
    this.now = options.now ?? Date.now;
  }

  override async login(username: string, password: string, call: LoginCall = {}): Promise<AccessToken> {
    const { clientId, scope = 'ALL:ALL', timeoutMs } = this.options;
    const parameters = { username, password, client_id: clientId, grant_type: 'password', scope };
    const answer = await this.peer.send({
      operation: LOGIN_OPERATION,
      method: 'POST',
      path: '/oauth2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(parameters).toString(),
      timeoutMs,
      signal: call.signal,
    });
    const now = this.now();
    if (answer.status !== 200 && answer.status !== 201) throw loginError(answer, now);
    const content = parseObject(answer.body);
    const value = content['access_token'];
    if (typeof value !== 'string' || value === '') throw credentialsRefused();
    const lifetime = secondsToMs(content['expires_in']);
    const candidates = [
      lifetime === undefined ? undefined : now + lifetime,
      secondsToMs(jwtPayload(value)?.['exp']),
    ];
    return { value, expiresAt: expiryAmong(candidates, now) };
  }

  override close(): void {
    this.peer.close();
  }
}

/** The JSON object of a success; a web page or half an object means a broken peer, not a wrong password. */
function parseObject(body: Buffer): JsonObject {
  try {
    const content: unknown = JSON.parse(body.toString('utf8'));
    if (isJsonObject(content)) return content;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  // Without the parser's error as cause: it quotes the text, which may hold a token.
  throw new UpstreamUnavailableError(
    "Microshare's log-in answered with something else than JSON",
    'answered',
    {
      system: SYSTEM,
      operation: LOGIN_OPERATION,
    },
  );
}
