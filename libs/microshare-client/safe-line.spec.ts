import fc from 'fast-check';
import { safeLine } from './safe-line';

it.each([
  ['a stack trace', 'java.lang.Boom: no\n\tat a.b.C(C.java:1)\n\tat d', 'java.lang.Boom: no'],
  ['leading blank lines', '\r\n\n  Record not found \n', 'Record not found'],
  ['a web page', '<!DOCTYPE html><html>secret</html>', ''],
  ['markup', 'bad <b>input</b>', 'bad input'],
  ['control characters', 'a\u0000b\u001b[31mc\u202ed', 'a b [31mc d'],
  ['a token', 'token 9f2c41d07be85a3366c1e0d94b7f5a28c3d6e1f0 expired', 'token … expired'],
  ['a JWT', 'session eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln refused', 'session … refused'],
  ['a header', 'Authorization: Bearer s3cret-value refused', 'Authorization: Bearer … refused'],
  ['nothing', '', ''],
])('makes one fit line of %s', (_case, text, expected) => {
  expect(safeLine(text)).toBe(expected);
});

it('is one line without control characters and never long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const line = safeLine(text);
      expect(line.length).toBeLessThanOrEqual(200);
      expect(line).not.toMatch(/\p{Cc}/u);
    }),
  );
});
