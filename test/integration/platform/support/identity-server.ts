import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The log-in side of a Microshare that the test scripts: who may log in, for how long, and whether it works at all. */
export class IdentityServer {
  readonly users = new Map<string, string>();
  /** Lifetime of the tokens that are handed out. */
  expiresInS = 172_800;
  mode: 'works' | 'answers 503' | 'answers html' = 'works';
  /** Every token handed out, to look for in places where none belongs. */
  readonly issued: string[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.answer(request).then(
        ({ status, type, body }) => {
          response.writeHead(status, { 'content-type': type }).end(body);
        },
        (error: unknown) => {
          response.writeHead(500).end(String(error));
        },
      );
    });
  }

  static async start(): Promise<IdentityServer> {
    const identity = new IdentityServer();
    await new Promise<void>((resolve) => identity.server.listen(0, '127.0.0.1', resolve));
    return identity;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; type: string; body: string }> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (this.mode === 'answers 503') return { status: 503, type: 'text/plain', body: 'Service Unavailable' };
    if (this.mode === 'answers html') {
      return { status: 200, type: 'text/html', body: '<html><body>maintenance</body></html>' };
    }
    if (request.url?.startsWith('/oauth2/token') !== true) {
      const meta = { currentPage: 1, perPage: 999, currentCount: 0, totalPages: 1, totalCount: 0 };
      return { status: 200, type: 'application/json', body: JSON.stringify({ meta, objs: [] }) };
    }
    const form = new URLSearchParams(text);
    if (this.users.get(form.get('username') ?? '') !== form.get('password')) {
      return { status: 401, type: 'text/plain', body: 'The supplied authentication is invalid' };
    }
    const token = `upstream-${this.issued.length}-${'x'.repeat(24)}`;
    this.issued.push(token);
    const body = JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: this.expiresInS });
    return { status: 200, type: 'application/json', body };
  }
}
