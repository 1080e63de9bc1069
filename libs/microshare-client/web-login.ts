import { HttpPeer, isHtml, UpstreamProtocolError, type HttpAnswer } from '@libs/upstream';
import { expiryAmong, secondsToMs, type AccessToken } from './access-token';
import { SYSTEM } from './answer-errors';
import { readInstant } from './cluster-parts';
import { jwtPayload } from './jwt-payload';
import { credentialsRefused, loginError, LOGIN_OPERATION } from './login-errors';
import { MicroshareLogin, type LoginCall } from './microshare-login';
import { isJsonObject, type JsonObject } from './raw-cluster';

export interface WebLoginOptions {
  /** Base of `/login`, e.g. `https://app.microshare.io`. */
  readonly appUrl: string;
  /** Deadline of a log-in, in milliseconds. */
  readonly timeoutMs: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** The form must hold one; its value is not checked. */
const CSRF_TOKEN = 'trapline';

/**
 * The web application's log-in, which needs no API key: the token lies in the payload of the `PLAY_SESSION` cookie. The
 * token itself is the proof of success, since how a refusal looks is nowhere documented: a redirect without it and the
 * log-in form shown again both are one; any other web page is taken for an outage.
 */
export class WebLogin extends MicroshareLogin {
  private readonly peer: HttpPeer;
  private readonly now: () => number;

  constructor(private readonly options: WebLoginOptions) {
    super();
    this.peer = new HttpPeer({ system: SYSTEM, baseUrl: options.appUrl });
    this.now = options.now ?? Date.now;
  }

  override async login(username: string, password: string, call: LoginCall = {}): Promise<AccessToken> {
    const answer = await this.peer.send({
      operation: LOGIN_OPERATION,
      method: 'POST',
      path: '/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrfToken: CSRF_TOKEN, username, password }).toString(),
      timeoutMs: this.options.timeoutMs,
      signal: call.signal,
    });
    const now = this.now();
    for (const session of sessionsOf(answer)) {
      const token = tokenOf(session, now);
      if (token !== undefined) return token;
    }
    throw showsLoginForm(answer) ? credentialsRefused() : loginError(answer, now, [302, 303]);
  }

  override close(): void {
    this.peer.close();
  }
}

/** Payloads of the session cookies that the answer sets. A cookie that is being deleted is none. */
function sessionsOf({ headers, status }: HttpAnswer): readonly JsonObject[] {
  const cookies = [headers['set-cookie'] ?? []].flat();
  return cookies.flatMap((cookie) => {
    const value = /^\s*PLAY_SESSION="?([^;"]*)/.exec(cookie)?.[1] ?? '';
    if (value === '') return [];
    const payload = jwtPayload(value);
    if (payload !== undefined) return [payload];
    throw new UpstreamProtocolError(`Microshare's log-in (${status}) set a session that cannot be read`, {
      system: SYSTEM,
      operation: LOGIN_OPERATION,
    });
  });
}

function tokenOf(session: JsonObject, now: number): AccessToken | undefined {
  const { data } = session;
  if (!isJsonObject(data)) return undefined;
  const value = data['access_token'];
  if (typeof value !== 'string' || value === '') return undefined;
  return { value, expiresAt: expiryAmong([secondsToMs(session['exp']), expiryOf(data)], now) };
}

/** `expires_at` is documented by name only: text, epoch seconds and epoch milliseconds are all read. */
function expiryOf(data: JsonObject): number | undefined {
  const given = data['expires_at'];
  const epoch = secondsToMs(given);
  if (epoch !== undefined) return epoch > LATEST_EPOCH_MS ? epoch / 1000 : epoch;
  const instant = readInstant(given);
  return instant === undefined ? undefined : Date.parse(instant);
}

/** A number of seconds that leads beyond the year 5000 was milliseconds in truth. */
const LATEST_EPOCH_MS = Date.UTC(5000, 0);

function showsLoginForm(answer: HttpAnswer): boolean {
  if (answer.status >= 500 || !isHtml(answer)) return false;
  return /<input[^>]+type\s*=\s*["']?password/i.test(answer.body.toString('utf8'));
}
