import { Platform } from './support/platform';

interface Operation {
  operationId: string;
  security?: unknown[];
  description?: string;
  responses: Record<
    string,
    { headers?: Record<string, unknown>; content?: Record<string, { schema: { $ref?: string } }> }
  >;
}
interface Document {
  info: { title: string; version: string };
  security: unknown[];
  components: { securitySchemes: Record<string, unknown>; schemas: Record<string, { required?: string[] }> };
  paths: Record<string, Record<string, Operation>>;
}

describe('API document', () => {
  let platform: Platform;
  let document: Document;
  beforeAll(async () => {
    platform = await Platform.start();
    document = (await (await platform.request('/docs-json')).json()) as Document;
  });
  afterAll(async () => {
    await platform.stop();
  });

  const operations = (): Operation[] => Object.values(document.paths).flatMap((item) => Object.values(item));

  it('knows each way to authenticate and asks for one of them everywhere but on public routes', () => {
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual(['api-key', 'bearer', 'cookie']);
    expect(document.security).toEqual([{ bearer: [] }, { 'api-key': [] }, { cookie: [] }]);
    expect(document.paths['/api/v1/auth/login']?.['post']?.security).toEqual([]);
    expect(document.paths['/health/live']?.['get']?.security).toEqual([]);
    expect(document.paths['/api/v1/probe']?.['get']?.security).toBeUndefined();
  });

  it('names every operation once, in a way that code can use', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(ids.length).toBeGreaterThan(8);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[A-Za-z]\w*$/.test(id))).toEqual([]);
  });

  it('describes each error of each operation as a problem, and the headers of every answer', () => {
    for (const { operationId, responses } of operations()) {
      for (const [status, { headers, content }] of Object.entries(responses)) {
        expect([operationId, status, Object.keys(headers ?? {})]).toEqual([
          operationId,
          status,
          expect.arrayContaining(['X-Request-Id', 'X-Response-Time', 'X-API-Version']),
        ]);
        if (Number(status) < 400) continue;
        expect([operationId, status, content?.['application/problem+json']?.schema.$ref]).toEqual([
          operationId,
          status,
          '#/components/schemas/ProblemDto',
        ]);
      }
    }
  });

  it('adds what the platform may answer: closed, forbidden, unacceptable, too many, defect', () => {
    const create = document.paths['/api/v1/probe']?.['post'];
    expect(Object.keys(create?.responses ?? {})).toEqual(
      expect.arrayContaining(['201', '400', '401', '403', '413', '415', '422', '429', '500', '503']),
    );
    expect(create?.description).toContain('Needs the role operator');
    const live = document.paths['/health/live']?.['get'];
    expect(Object.keys(live?.responses ?? {}).sort()).toEqual(['200', '500']);
  });

  it('says which members of a problem are always there', () => {
    expect(document.components.schemas['ProblemDto']?.required).toEqual(
      expect.arrayContaining(['type', 'title', 'status', 'detail', 'instance', 'request_id']),
    );
  });
});
