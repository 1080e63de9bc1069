import { ODOO_VERSIONS, startOdooSimulator, type OdooSimulator, type OdooVersion } from '@libs/simulators';
import { comparable } from './normalise';
import { databaseOf, recordingsOf, type Recording } from './recordings';

/** Exchanges made with each server; every one of them is compared. */
const RECORDED: Readonly<Record<OdooVersion, number>> = { '16.0': 80, '17.0': 80, '18.0': 80, '19.0': 103 };

/** The server as it was before the first recorded exchange. */
function freshServer(version: OdooVersion): Promise<OdooSimulator> {
  return startOdooSimulator({
    version,
    database: databaseOf(version),
    users: [{ login: 'admin', password: 'admin', apiKeys: ['API_KEY_0000000000000000000000000000000000'] }],
    categories: [],
  });
}

describe.each(ODOO_VERSIONS)('a simulated Odoo %s', (version) => {
  const recordings = recordingsOf(version);
  let odoo: OdooSimulator;

  beforeAll(async () => {
    odoo = await freshServer(version);
  });

  afterAll(async () => {
    await odoo.close();
  });

  // In the recorded order and on one server: later exchanges see what earlier ones wrote.
  it.each(recordings.map((recording): [string, Recording] => [recording.file, recording]))(
    'answers %s as the real server did',
    async (_file, recording) => {
      const { request, response } = recording;
      const answer = await fetch(odoo.url + request.path, {
        method: request.method,
        headers: request.headers,
        body: request.body,
      });
      const body = await answer.text();
      const contentType = response.headers['Content-Type'] ?? '';
      expect(answer.headers.get('content-type')).toBe(contentType);
      expect(answer.headers.get('www-authenticate')?.trim()).toBe(
        response.headers['WWW-Authenticate']?.trim(),
      );
      expect(comparable(contentType, body)).toEqual(comparable(contentType, response.body));
      expect(answer.status).toBe(response.status);
    },
  );

  it('has been asked everything that was recorded', () => {
    const pages = recordings.filter(({ response }) =>
      response.headers['Content-Type']?.startsWith('text/html'),
    );
    expect(recordings).toHaveLength(RECORDED[version]);
    expect(odoo.calls()).toHaveLength(recordings.length - pages.length);
  });
});
