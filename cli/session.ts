import { createTrapline, type Trapline } from '../clients/typescript/src/index.ts';
import { NotLoggedIn } from './errors';
import type { Host } from './host';
import type { Credential } from './login/credentials-file';
import { chooseServer, type Server } from './login/server';
import { Output } from './output/output';

/** Options that every command has. */
export interface GlobalOptions {
  readonly url?: string;
  readonly json?: boolean;
  /** Seconds. */
  readonly timeout: number;
}

/** What one run of a command has to work with. */
export class Session {
  readonly output: Output;

  constructor(
    readonly host: Host,
    readonly options: GlobalOptions,
  ) {
    this.output = new Output(host, options.json === true);
  }

  get signal(): AbortSignal {
    return this.host.signal;
  }

  server(): Promise<Server> {
    return chooseServer(this.host, this.options.url);
  }

  /**
   * A client for the chosen server, as whoever is logged in there.
   * @param leastTimeoutS for calls that answer only when much work is done
   * @throws NotLoggedIn
   */
  async trapline(leastTimeoutS = 0): Promise<Trapline> {
    const { url, credential } = await this.server();
    if (credential === undefined) throw new NotLoggedIn(url);
    return this.traplineAs(url, credential, leastTimeoutS);
  }

  /** A client for calls that need no log-in when there is no credential. */
  traplineAs(url: string, credential: Credential | undefined, leastTimeoutS = 0): Trapline {
    return createTrapline({
      baseUrl: url,
      timeoutMs: Math.max(this.options.timeout, leastTimeoutS) * 1000,
      fetch: (request) => {
        // Ctrl-C ends whatever is under way.
        const signal = AbortSignal.any([request.signal, this.signal]);
        return globalThis.fetch(new Request(request, { signal }));
      },
      ...(credential?.kind === 'api_key' && { apiKey: credential.secret }),
      ...(credential?.kind === 'session' && { token: credential.secret }),
    });
  }
}
