import type { Configuration } from '../config/configuration';
import { createLogger } from './logger';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const configuration = { tenant: 'default', log: { level: 'info' } } as unknown as Configuration;
  write(createLogger(configuration, { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('log', () => {
  it('writes one JSON line with level, time, tenant, fields and sentence', () => {
    const line = logged((log) => {
      log.info({ system: 'odoo', ms: 12 }, 'points read');
    });
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      tenant: 'default',
      system: 'odoo',
      ms: 12,
      msg: 'points read',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    });
  });

  it.each([
    ['a header', { headers: { Authorization: 'Bearer hunter2hunter2' } }],
    ['an API key header', { headers: { 'X-API-Key': 'hunter2' } }],
    ['a cookie', { headers: { cookie: 'PLAY_SESSION=hunter2' } }],
    ['a password, however deep', { a: { b: [{ c: { password: 'hunter2' } }] } }],
    ['a token in camel case', { accessToken: 'hunter2' }],
    ['a token in snake case', { access_token: 'hunter2' }],
    ['a query parameter', { url: 'http://peer/oauth2/token?username=u&password=hunter2&x=1' }],
    ['credentials in an address', { url: 'redis://user:hunter2@host:6379' }],
    ['a bearer line in text', { note: 'sent Bearer hunter2hunter2' }],
  ])('hides %s', (_case, fields) => {
    expect(
      logged((log) => {
        log.info(fields, 'x');
      }),
    ).not.toContain('hunter2');
  });

  it('hides secrets in the sentence too', () => {
    const line = logged((log) => {
      log.info('GET /token?access_token=hunter2');
    });
    expect(line).toContain('access_token=[hidden]');
  });

  it('hides secrets of a child logger, bound or logged', () => {
    const line = logged((log) => {
      log.child({ request_id: 'r1' }).info({ token: 'hunter2' }, 'x');
    });
    expect(line).toContain('r1');
    expect(line).not.toContain('hunter2');
  });

  it("tells an error's kind, words, origin and causes, and leaves out what a client attached to it", () => {
    const cause = Object.assign(new Error('read ECONNRESET password=hunter2'), {
      code: 'ECONNRESET',
      config: { headers: { Authorization: 'hunter2' }, data: 'hunter2' },
    });
    const error = Object.assign(new Error('peer lost', { cause }), {
      system: 'microshare',
      operation: 'read',
    });
    const line = logged((log) => {
      log.warn({ err: error }, 'x');
    });
    expect(line).not.toContain('hunter2');
    expect(JSON.parse(line)).toMatchObject({
      err: { type: 'Error', message: 'peer lost', system: 'microshare', cause: { code: 'ECONNRESET' } },
    });
  });

  it('survives fields that refer to themselves', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop['self'] = loop;
    expect(
      logged((log) => {
        log.info({ loop }, 'x');
      }),
    ).toContain('[deep]');
  });
});
