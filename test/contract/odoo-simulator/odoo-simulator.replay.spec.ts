import { ODOO_VERSIONS, startOdooSimulator, type OdooSimulator, type OdooVersion } from '@libs/simulators';
import { comparable } from './normalise';
import { databaseOf, recordingsOf, type Recording } from './recordings';

/** Exchanges whose answers cannot be compared, with the reason; by file name, for every version. */
const NOT_COMPARED: Readonly<Record<string, string>> = {};

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
    async (file, recording) => {
      const { request, response } = recording;
      const answer = await fetch(odoo.url + request.path, {
        method: request.method,
        headers: request.headers,
        body: request.body,
      });
      const body = await answer.text();
      if (file in NOT_COMPARED) return;
      const contentType = response.headers['Content-Type'] ?? '';
      expect(answer.headers.get('content-type')).toBe(contentType);
      expect(answer.headers.get('www-authenticate')?.trim()).toBe(
        response.headers['WWW-Authenticate']?.trim(),
      );
      expect(comparable(contentType, body)).toEqual(comparable(contentType, response.body));
      expect(answer.status).toBe(response.status);
    },
  );

  it('is compared on every recorded exchange that is not listed as impossible to compare', () => {
    const known = recordings.filter(({ file }) => file in NOT_COMPARED);
    expect(odoo.calls().length + unroutable(recordings)).toBe(recordings.length);
    expect(known).toHaveLength(Object.keys(NOT_COMPARED).length);
  });
});

/** Requests to a path that no service listens on are not calls. */
function unroutable(recordings: readonly Recording[]): number {
  return recordings.filter(
    ({ response }) => response.headers['Content-Type']?.startsWith('text/html') === true,
  ).length;
}
