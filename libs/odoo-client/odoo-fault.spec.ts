import { UpstreamError } from '@libs/upstream';
import { OdooFault, errorOfFault, meansNone } from './odoo-fault';

const context = { system: 'odoo', operation: 'product.product.write' };

/** A fault 1 as Odoo writes it: frames, then the exception, which may go on over more lines. */
const traceback = (exception: string): string =>
  [
    'Traceback (most recent call last):',
    '  File "/opt/odoo/odoo/http.py", line 369, in dispatch_rpc',
    '    return dispatch(method, params)',
    '           ^^^^^^^^^^^^^^^^^^^^^^^^',
    exception,
    '',
  ].join('\n');

const sorted = (code: number, text: string): UpstreamError =>
  errorOfFault(new OdooFault(code, text), context);

describe('OdooFault', () => {
  it.each([
    ['ValueError: Invalid leaf 1', 'ValueError', 'Invalid leaf 1'],
    ['odoo.exceptions.UserError: No:\n- way\n- at all', 'odoo.exceptions.UserError', 'No: - way - at all'],
    ['KeyError', 'KeyError', ''],
    [
      'psycopg2.errors.UniqueViolation: duplicate key value\nDETAIL:  Key (code)=(X) already exists.\n',
      'psycopg2.errors.UniqueViolation',
      'duplicate key value DETAIL: Key (code)=(X) already exists.',
    ],
  ])('reads the exception of %j', (text, exception, detail) => {
    expect(new OdooFault(1, traceback(text))).toMatchObject({ exception, detail });
  });

  it('reads the last of chained tracebacks', () => {
    const chained = `${traceback('KeyError: 1')}\nDuring handling of the above exception, another exception occurred:\n\n${traceback('TypeError: 2')}`;
    expect(new OdooFault(1, chained)).toMatchObject({ exception: 'TypeError', detail: '2' });
  });

  it('keeps a message for people on one line and within limits', () => {
    expect(new OdooFault(2, 'First.\n\n\t- second').detail).toBe('First. - second');
    expect(new OdooFault(2, 'x'.repeat(10_000)).detail.length).toBeLessThan(600);
  });

  it('tells "done, without a result" from other type errors', () => {
    const none = 'TypeError: cannot marshal None unless allow_none is enabled';
    expect(meansNone(new OdooFault(1, traceback(none)))).toBe(true);
    expect(meansNone(new OdooFault(1, traceback("TypeError: f() got an unexpected keyword 'None'")))).toBe(
      false,
    );
    expect(meansNone(new OdooFault(2, none))).toBe(false);
  });
});

describe('errorOfFault', () => {
  it.each<[string, number, string, string]>([
    [
      'a conflict that Odoo gave up on',
      1,
      traceback('psycopg2.errors.SerializationFailure: could not serialize access'),
      'UpstreamUnavailableError',
    ],
    [
      'a conflict told as a message',
      2,
      'could not serialize access due to concurrent update',
      'UpstreamUnavailableError',
    ],
    [
      'a deadlock',
      1,
      traceback('psycopg2.errors.DeadlockDetected: deadlock detected'),
      'UpstreamUnavailableError',
    ],
    [
      'a database that starts',
      1,
      traceback('psycopg2.OperationalError: the database system is starting up'),
      'UpstreamUnavailableError',
    ],
    [
      'a full database',
      1,
      traceback('psycopg2.OperationalError: FATAL:  too many connections for database "pest"'),
      'UpstreamUnavailableError',
    ],
    [
      'a database that is not there',
      1,
      traceback('psycopg2.OperationalError: FATAL:  database "pest" does not exist'),
      'UpstreamConfigurationError',
    ],
    [
      'a role that is not there',
      1,
      traceback('psycopg2.OperationalError: FATAL:  role "odoo" does not exist'),
      'UpstreamUnavailableError',
    ],
    [
      'denied access as an exception',
      1,
      traceback('odoo.exceptions.AccessDenied: Access Denied'),
      'UpstreamAuthenticationError',
    ],
    [
      'a missing right as an exception',
      1,
      traceback('odoo.exceptions.AccessError: not allowed'),
      'UpstreamAccessError',
    ],
    [
      'a refusal as an exception',
      1,
      traceback('odoo.exceptions.ValidationError: wrong'),
      'UpstreamRejectedError',
    ],
    ['a message for people', 2, 'A mandatory field is not set', 'UpstreamRejectedError'],
    ['denied access', 3, 'Access Denied', 'UpstreamAuthenticationError'],
    ['a missing right', 4, 'You are not allowed', 'UpstreamAccessError'],
    ['a bug', 1, traceback('ZeroDivisionError: division by zero'), 'UpstreamProtocolError'],
    ['a code that Odoo does not use', 77, 'whatever', 'UpstreamProtocolError'],
  ])('takes %s for what the caller can do about it', (_name, code, text, errorName) => {
    const error = sorted(code, text);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error.name).toBe(errorName);
    expect(error.message).not.toMatch(/Traceback|File "|\n/);
  });

  it('does not hand on what an unknown exception says, which may hold anything', () => {
    expect(sorted(1, traceback("RuntimeError: key='s3cret'")).message).not.toContain('s3cret');
  });
});
