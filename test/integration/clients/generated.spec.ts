import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bruToJsonV2 } from '@usebruno/lang';
import { applicationDocument } from '../../../clients/generate/application-document';
import { generatedFiles } from '../../../clients/generate/generated-files';

const CLIENTS = join(__dirname, '..', '..', '..', 'clients');
const MEND = 'run npm run client:generate and commit what it writes';

describe('what is generated from the API document', () => {
  let document: Awaited<ReturnType<typeof applicationDocument>>;
  let files: ReadonlyMap<string, string>;
  beforeAll(async () => {
    document = await applicationDocument();
    files = generatedFiles(document);
  });

  it('is committed as the application describes itself now', async () => {
    const stale: string[] = [];
    for (const [path, text] of files) {
      const committed = await readFile(join(CLIENTS, path), 'utf8').catch(() => undefined);
      if (committed !== text) stale.push(path);
    }
    expect({ stale, remedy: MEND }).toEqual({ stale: [], remedy: MEND });
  });

  it('leaves no request behind whose operation is gone', async () => {
    const present = await readdir(join(CLIENTS, 'bruno'), { recursive: true, withFileTypes: true });
    const committed = present
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(CLIENTS.length + 1));
    expect(committed.filter((path) => !files.has(path))).toEqual([]);
  });

  it('has a Bruno request for every operation, which Bruno can read', () => {
    const requests = [...files].filter(([path]) =>
      /^bruno\/.+\/(get|post|put|patch|delete)-.+\.bru$/.test(path),
    );
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} {{baseUrl}}${path.replace(/\{([^}]+)\}/g, ':$1')}`),
    );
    const read = requests.map(([, text]) => {
      const { http } = bruToJsonV2(text) as { http: { method: string; url: string } };
      return `${http.method} ${http.url}`;
    });
    expect(read.sort()).toEqual(operations.sort());
  });

  it('gives a request with a body one that is there to be sent', () => {
    const text = files.get('bruno/devices/post-api-v1-devices.bru') ?? '';
    const { body } = bruToJsonV2(text) as { body: { json: string } };
    expect(JSON.parse(body.json)).toMatchObject({ customer: 'Harbour Foods', placement: 'Internal' });
  });
});
