import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExportFile } from '../../src/audit/verify/export-file';
import { verifyChain } from '../../src/audit/verify/verify-chain';
import { newTrap, smallFleet } from '../support/clusters';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

const AUDIT = '/api/v1/audit';
const MAIN = join(__dirname, '../../src/audit/verify/audit-verify.main.ts');
const REGISTER = join(__dirname, '../support/register-typescript.cjs');

let folder: string;
let trapline: Trapline;

const start = (): Promise<Trapline> =>
  startTrapline({ microshare: { clusters: smallFleet() }, settings: { DATA_DIR: join(folder, 'data') } });

/** Runs `npm run audit:verify`. */
function verify(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH ?? '', ...env } };
    execFile(process.execPath, ['--require', REGISTER, MAIN, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), out: stdout + stderr });
    });
  });
}

const list = async (query: string): Promise<any[]> => {
  const { status, json } = await trapline.call('GET', `${AUDIT}?${query}`, { key: KEYS.admin });
  expect(status).toBe(200);
  return json.records;
};

const exported = async (accept: string, query = ''): Promise<string> => {
  const headers = { 'X-API-Key': KEYS.admin, Accept: accept };
  const answer = await fetch(`${trapline.url}${AUDIT}?${query}`, { headers });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining(accept)]);
  return answer.text();
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trapline-audit-e2e-'));
  trapline = await start();
}, 60_000);

afterAll(async () => {
  await trapline.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the audit trail', () => {
  it('holds who changed a device, when, what it was before and after, and for which request', async () => {
    const headers = { 'X-Request-Id': 'night-shift-1' };
    const made = await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_AUDIT_0001'), headers });
    const { guid } = made.json.device;
    await trapline.call('PATCH', `/api/v1/devices/${guid}`, { body: { area: 'Cold Store' } });
    await trapline.call('DELETE', `/api/v1/devices/${guid}`);
    const records = await list(`subject=${guid}`);
    expect(records.map(({ action, result }) => [action, result])).toEqual([
      ['device.delete', 'done'],
      ['device.update', 'done'],
      ['device.create', 'done'],
    ]);
    expect(records[2]).toMatchObject({
      tenant: 'default',
      actor_kind: 'api_key',
      actor: 'operator',
      role: 'operator',
      reference: 'HF_AUDIT_0001',
      before: null,
      after: { guid, area: 'Packing Hall' },
      correlation_id: 'night-shift-1',
    });
    expect(records[1]).toMatchObject({ before: { area: 'Packing Hall' }, after: { area: 'Cold Store' } });
    expect(await list('reference=HF_AUDIT_0001')).toHaveLength(3);
  });

  it('holds changes that were refused, with the reason', async () => {
    const body = { area: 'Elsewhere' };
    const answer = await trapline.call('PATCH', '/api/v1/devices/trap-2', {
      body,
      headers: { 'If-Match': '"old"' },
    });
    expect(answer.status).toBe(412);
    const [record] = await list('subject=trap-2&result=refused');
    expect(record).toMatchObject({ action: 'device.update', before: null, after: null });
    expect(record.detail).not.toBe('');
  });

  it('holds what an administrator changed of the policy, before and after', async () => {
    const body = { limit_percent: 7 };
    const { status } = await trapline.call('PUT', '/api/v1/erp/sync/policy', { body, key: KEYS.admin });
    expect(status).toBe(200);
    expect(await list('action=policy.change')).toEqual([
      expect.objectContaining({
        actor: 'admin',
        result: 'done',
        before: expect.objectContaining({ limitPercent: 20 }),
        after: expect.objectContaining({ limitPercent: 7 }),
      }),
    ]);
  });

  it('holds log-ins and log-outs, done and refused, and never a secret', async () => {
    const { username, password } = trapline.microshare.accounts[0] as { username: string; password: string };
    const login = (secret: string) =>
      trapline.call('POST', '/api/v1/auth/login', { key: null, body: { username, password: secret } });
    expect((await login('not-the-password')).status).toBe(401);
    const { json } = await login(password);
    const headers = { authorization: `Bearer ${json.session_token}` };
    await trapline.call('POST', '/api/v1/auth/logout', { headers });
    const withKey = await trapline.call('POST', '/api/v1/auth/session', {
      key: null,
      body: { api_key: KEYS.viewer },
    });
    expect(withKey.status).toBe(200);
    await trapline.call('POST', '/api/v1/auth/session', { key: null, body: { api_key: 'no-such-key' } });
    const records = await list('action=auth.*');
    expect(
      records.map(({ action, actor_kind, actor, result }) => [action, actor_kind, actor, result]),
    ).toEqual([
      ['auth.login', 'anonymous', 'an API key', 'refused'],
      ['auth.login', 'api_key', 'viewer', 'done'],
      ['auth.logout', 'session', username, 'done'],
      ['auth.login', 'session', username, 'done'],
      ['auth.login', 'anonymous', username, 'refused'],
    ]);
    const text = await exported('application/x-ndjson');
    for (const secret of ['not-the-password', password, json.session_token, KEYS.viewer, 'no-such-key']) {
      expect(text).not.toContain(`"${secret}"`);
    }
  });

  it("holds an administrator's acts", async () => {
    await trapline.call('POST', '/api/v1/devices/cache/refresh', { key: KEYS.admin });
    await trapline.call('POST', '/api/v1/connections/test', { key: KEYS.admin });
    await trapline.call('POST', '/api/v1/jobs/dead/4711/retry', { key: KEYS.admin });
    expect((await list('actor=admin')).map(({ action, result }) => [action, result])).toEqual([
      ['job.retry', 'refused'],
      ['connection.test', 'done'],
      ['cache.refresh', 'done'],
      ['policy.change', 'done'],
    ]);
  });

  it('is for administrators', async () => {
    expect((await trapline.call('GET', AUDIT)).status).toBe(403);
    expect((await trapline.call('GET', `${AUDIT}/checkpoints`)).status).toBe(403);
  });

  it('comes in pages, the latest first, and refuses what it does not understand', async () => {
    const seen: number[] = [];
    let cursor: string | null = '';
    do {
      const query: string = cursor === '' ? 'limit=3' : `limit=3&cursor=${cursor}`;
      const { json } = await trapline.call('GET', `${AUDIT}?${query}`, { key: KEYS.admin });
      seen.push(...json.records.map(({ seq }: { seq: number }) => seq));
      cursor = json.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => seen.length - i));
    expect(seen.length).toBeGreaterThan(9);
    const between = await list(`from=2000-01-01T00:00:00Z&to=2000-01-02T00:00:00Z`);
    expect(between).toEqual([]);
    for (const query of ['action=everything', 'result=perhaps', 'from=yesterday', 'limit=0']) {
      expect((await trapline.call('GET', `${AUDIT}?${query}`, { key: KEYS.admin })).status).toBe(422);
    }
    expect((await trapline.call('GET', `${AUDIT}?cursor=nonsense`, { key: KEYS.admin })).status).toBe(400);
  });

  it('is exported as CSV, and as NDJSON that can be verified', async () => {
    const csv = await exported('text/csv', 'action=device.*');
    const [header, ...rows] = csv.trim().split('\r\n');
    expect(header).toMatch(/^seq,time,actor_kind,actor,/);
    expect(rows).toHaveLength(4);
    const path = join(folder, 'export.ndjson');
    await writeFile(path, await exported('application/x-ndjson'));
    const file = new ExportFile(path);
    const { fault, report } = await verifyChain('default', await file.checkpoints(), file.records());
    expect(fault).toBeUndefined();
    expect(report.records).toBeGreaterThan(9);
  });

  it('is verified by a program that names the first bad record', async () => {
    const path = join(folder, 'export.ndjson');
    const good = await verify(['--file', path]);
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining('all is as it was written') });
    const lines = (await readFile(path, 'utf8')).split('\n');
    const forged = lines.map((line, i) =>
      i === 3 ? line.replace('"result":"done"', '"result":"refused"') : line,
    );
    await writeFile(path, forged.join('\n'));
    const bad = await verify(['--file', path]);
    expect(bad).toMatchObject({ code: 1, out: expect.stringContaining('BAD: record 4: altered') });
    expect(await verify([])).toMatchObject({ code: 2, out: expect.stringContaining('DATABASE_URL') });
  }, 60_000);

  it('survives the end of the process, which is recorded, and is verified where it lies', async () => {
    await trapline.call('PATCH', '/api/v1/devices/trap-2', { body: { area: 'At the last moment' } });
    await trapline.close();
    const report = await verify([], { DATA_DIR: join(folder, 'data') });
    expect(report).toMatchObject({ code: 0, out: expect.stringContaining('default:') });
    expect(report.out).not.toContain('has not ended');
    trapline = await start();
    const records = await list('limit=3');
    expect(records.map(({ action }) => action)).toEqual(['process.start', 'process.end', 'device.update']);
    expect(records[2]).toMatchObject({ subject: 'trap-2', after: { area: 'At the last moment' } });
    const { json } = await trapline.call('GET', `${AUDIT}/checkpoints`, { key: KEYS.admin });
    expect(json.public_key).toContain('BEGIN PUBLIC KEY');
    expect(await readFile(join(folder, 'data/audit-signing-key.pem'), 'utf8')).toContain('PRIVATE KEY');
  }, 90_000);
});
