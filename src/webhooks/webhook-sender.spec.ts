import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfiguration } from '../config/load-configuration';
import { WebhookSender } from './webhook-sender';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

function senderWith(variables: Readonly<Record<string, string>> = {}): WebhookSender {
  return new WebhookSender(
    loadConfiguration({
      MICROSHARE_API_URL: 'http://127.0.0.1:9',
      MICROSHARE_AUTH_URL: 'http://127.0.0.1:9',
      MICROSHARE_CLIENT_ID: 'client',
      MICROSHARE_USERNAME: 'service',
      MICROSHARE_PASSWORD: 'not used',
      SESSION_SECRET: 'a secret for tests that is long enough',
      ...variables,
    }),
  );
}

describe('WebhookSender', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('refuses a name that points inside when it is called, whatever it pointed to before', async () => {
    // What a name points to is the one thing of the network that a test cannot bring along.
    jest.spyOn(dns, 'lookup').mockImplementation(((
      _host: string,
      _options: object,
      callback: (error: null, all: object[]) => void,
    ) => {
      callback(null, [
        { address: '8.8.8.8', family: 4 },
        { address: '10.0.0.7', family: 4 },
      ]);
    }) as unknown as typeof dns.lookup);
    const message = { url: 'https://hooks.pest.example/', id: 'msg_1', body: '{}', secret: SECRET };
    expect(await senderWith().send(message, AbortSignal.timeout(5_000))).toEqual({
      delivered: false,
      status: null,
      error: 'hooks.pest.example is not a public address; WEBHOOK_ALLOW_PRIVATE=true allows it',
    });
  });

  it('follows no redirect', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(request.url ?? '');
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const sender = senderWith({ WEBHOOK_ALLOW_PRIVATE: 'true' });
    const result = await sender.send(
      { url, id: 'msg_1', body: '{}', secret: SECRET },
      AbortSignal.timeout(5_000),
    );
    expect(result).toEqual({ delivered: false, status: 302, error: 'answered 302' });
    expect(seen).toEqual(['/hook']);
    await new Promise((resolve) => server.close(resolve));
  });

  it('says that nobody answers, without what the network says', async () => {
    const sender = senderWith({ WEBHOOK_ALLOW_PRIVATE: 'true' });
    const message = { url: 'http://127.0.0.1:1/x', id: 'msg_1', body: '{}', secret: SECRET };
    expect(await sender.send(message, AbortSignal.timeout(5_000))).toEqual({
      delivered: false,
      status: null,
      error: 'could not be reached: ECONNREFUSED',
    });
  });
});
