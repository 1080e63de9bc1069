import { NOT_FOUND, plainText, type SimulatedAnswer } from './answer';
import type { DeviceEndpoints } from './device-endpoints';
import type { LoginEndpoints } from './login-endpoints';
import type { MicroshareAccount, MicroshareOperation } from './microshare.options';
import type { SimulatedRequest } from './request';
import type { TokenRegistry } from './token-registry';

export interface Route {
  /** undefined for a path the platform does not have. */
  readonly operation: MicroshareOperation | undefined;
  readonly account?: MicroshareAccount | undefined;
  /** Carries the call out. Tokens are checked then, so that one revoked meanwhile is refused. */
  readonly answer: () => SimulatedAnswer;
}

const UNAUTHORIZED = plainText(401, 'The supplied authentication is invalid.');

/** Tells the operations apart. The API lies below the prefix; the log-ins lie at the root and below it alike. */
export class MicroshareRouter {
  private readonly prefix: readonly string[];

  constructor(
    basePath: string,
    private readonly logins: LoginEndpoints,
    private readonly devices: DeviceEndpoints,
    private readonly tokens: TokenRegistry,
  ) {
    this.prefix = basePath.split('/').filter((segment) => segment !== '');
  }

  route(request: SimulatedRequest): Route {
    const below = this.prefix.every((segment, index) => request.path[index] === segment);
    const path = below ? request.path.slice(this.prefix.length) : request.path;
    const name = path.join('/');
    if (request.method === 'POST' && name === 'oauth2/token') {
      return { operation: 'auth', answer: () => this.logins.token(request) };
    }
    if (request.method === 'POST' && name === 'login') {
      return { operation: 'auth', answer: () => this.logins.web(request) };
    }
    if (!below || path[0] !== 'device' || path.length < 2) {
      return { operation: undefined, answer: () => NOT_FOUND };
    }
    const account = (): MicroshareAccount | undefined => this.tokens.accountOf(request.headers.authorization);
    return {
      operation: operationOf(request.method, path),
      account: account(),
      answer: () => {
        const actor = account();
        return actor === undefined ? UNAUTHORIZED : this.devices.handle(request, path, actor);
      },
    };
  }
}

function operationOf(method: string, path: readonly string[]): MicroshareOperation {
  if (method !== 'GET') return 'write';
  return path[1] === '*' ? 'discovery' : 'read';
}
