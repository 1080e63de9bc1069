import fc from 'fast-check';
import { decodeMethodResponse } from './decode-message';
import { packageWritesFault, packageWritesResponse } from './package-oracle.fixture';
import { XmlRpcSyntaxError } from './xmlrpc-syntax.error';

const answer = (value: string): string =>
  `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n${value}\n</param>\n</params>\n</methodResponse>\n`;

function decoded(xml: string | Buffer): unknown {
  const result = decodeMethodResponse(xml);
  return result.kind === 'value' ? result.value : result;
}

function refusal(xml: string | Buffer, limits = {}): XmlRpcSyntaxError {
  try {
    decodeMethodResponse(xml, limits);
  } catch (error) {
    if (error instanceof XmlRpcSyntaxError) return error;
    throw error;
  }
  throw new Error('the body was accepted');
}

describe('decodeMethodResponse', () => {
  it.each<[string, string, unknown]>([
    ['an int', '<value><int>-17</int></value>', -17],
    ['an i4', '<value><i4>2147483647</i4></value>', 2147483647],
    ['an i8 as a number', '<value><i8>9007199254740991</i8></value>', 9007199254740991],
    ['true', '<value><boolean>1</boolean></value>', true],
    ['false', '<value><boolean>0</boolean></value>', false],
    ['a double', '<value><double>1e-07</double></value>', 1e-7],
    ['a typed string', '<value><string> a  b </string></value>', ' a  b '],
    ['a bare string', '<value> a  b </value>', ' a  b '],
    ['a string of spaces', '<value>  </value>', '  '],
    ['an empty value', '<value></value>', ''],
    ['a self-closing value', '<value/>', ''],
    ['a self-closing string', '<value><string/></value>', ''],
    ['nil', '<value><nil/></value>', null],
    ['nil in two tags', '<value><nil></nil></value>', null],
    ['the nil of Apache', '<value><ex:nil /></value>', null],
    ['base64 in lines', '<value><base64>\nAAEC\n/w==\n</base64></value>', Buffer.from([0, 1, 2, 255])],
    ['an empty array', '<value><array><data/></array></value>', []],
    ['an empty struct', '<value><struct></struct></value>', {}],
    ['white space between tags', '<value>\r\n <int>1</int>\r\n</value >', 1],
    ['a comment within text', '<value><string>a<!-- <b> -->c</string></value>', 'ac'],
    ['CDATA', '<value><string>x<![CDATA[<&>]]>y</string></value>', 'x<&>y'],
    ['bare CDATA', '<value><![CDATA[<int>]]></value>', '<int>'],
    ['entities', '<value>&lt;&amp;&gt;&quot;&apos;&#65;&#x1F400;</value>', '<&>"\'A🐀'],
    ['CR LF as one line end', '<value>a\r\nb\rc&#13;d</value>', 'a\nb\nc\rd'],
    ['text beyond ASCII', '<value>Café 東京 🐀</value>', 'Café 東京 🐀'],
    ['a short text beyond ASCII', '<value>é</value>', 'é'],
  ])('reads %s', (_name, value, expected) => {
    expect(decoded(answer(value))).toEqual(expected);
    expect(decoded(Buffer.from(`\ufeff${answer(value)}`))).toEqual(expected);
  });

  it.each([
    ['20261121T08:44:21', '2026-11-21T08:44:21.000Z'],
    ['2026-11-21T08:44:21Z', '2026-11-21T08:44:21.000Z'],
    ['2026-11-21T08:44:21.123456', '2026-11-21T08:44:21.123Z'],
    ['2026-11-21T08:44:21-0530', '2026-11-21T14:14:21.000Z'],
  ])('reads the date %s as UTC', (text, iso) => {
    const value = decoded(answer(`<value><dateTime.iso8601>${text}</dateTime.iso8601></value>`));
    expect(value).toEqual(new Date(iso));
  });

  it('keeps a member named __proto__ as a member', () => {
    const member = (name: string): string =>
      `<member><name>${name}</name><value><struct><member><name>polluted</name><value>yes</value></member></struct></value></member>`;
    const value = decoded(
      answer(`<value><struct>${member('__proto__')}${member('constructor')}</struct></value>`),
    ) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(value.polluted).toBeUndefined();
  });

  it('accepts namespaces on the root', () => {
    const xml =
      '<methodResponse xmlns:ex="http://ws.apache.org/x>y"><params><param><value><ex:nil/></value></param></params></methodResponse>';
    expect(decoded(xml)).toBeNull();
  });

  it('reads a fault', () => {
    expect(decoded(packageWritesFault(2, 'Object <x> does not exist'))).toEqual({
      kind: 'fault',
      code: 2,
      text: 'Object <x> does not exist',
    });
  });

  it.each([
    ['an integer with a tail', '<value><int>12abc</int></value>'],
    ['an integer that no number holds exactly', '<value><i8>9007199254740993</i8></value>'],
    ['an empty integer', '<value><int></int></value>'],
    ['a boolean in words', '<value><boolean>true</boolean></value>'],
    ['nan', '<value><double>nan</double></value>'],
    ['a day that does not exist', '<value><dateTime.iso8601>20260230T00:00:00</dateTime.iso8601></value>'],
    ['base64 of a wrong length', '<value><base64>AAE</base64></value>'],
    ['an unknown type', '<value><float>1</float></value>'],
    ['an unknown entity', '<value>&nbsp;</value>'],
    ['a bare ampersand', '<value>a & b</value>'],
    ['the entity of no character', '<value>&#0;</value>'],
    ['mismatched tags', '<value><int>1</string></value>'],
    ['text beside a type', '<value>x<int>1</int></value>'],
    ['text between tags', '<value><array><data>x</data></array></value>'],
    ['a member without a name', '<value><struct><member><value>x</value></member></struct></value>'],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><value>&a;</value>'],
    ['an array without data', '<value><array><value>1</value></array></value>'],
    ['two values', '<value>1</value><value>2</value>'],
  ])('refuses %s as malformed', (_name, value) => {
    expect(refusal(answer(value)).kind).toBe('malformed');
  });

  it('refuses an answer of no value, of two, and one that goes on', () => {
    expect(refusal('<methodResponse><params/></methodResponse>').kind).toBe('malformed');
    const param = '<param><value>1</value></param>';
    expect(refusal(`<methodResponse><params>${param}${param}</params></methodResponse>`).kind).toBe(
      'malformed',
    );
    expect(refusal(`${answer('<value>1</value>')}<x/>`).kind).toBe('malformed');
  });

  it('tells HTML and plain text from XML', () => {
    expect(refusal('<!DOCTYPE html><html><body>502</body></html>').kind).toBe('foreign');
    expect(refusal('\n<html><h1>Bad gateway</h1></html>').kind).toBe('foreign');
    expect(refusal('upstream connect error').kind).toBe('foreign');
  });

  it('refuses bytes that are not UTF-8 and other encodings', () => {
    expect(refusal(Buffer.from(answer('<value>caf\xe9 au lait</value>'), 'latin1')).kind).toBe('malformed');
    const declared = answer('<value>1</value>').replace("'1.0'", "'1.0' encoding='ISO-8859-1'");
    expect(refusal(declared).kind).toBe('malformed');
  });

  it('refuses nesting and sizes beyond its limits', () => {
    const nested = '<value><array><data>'.repeat(65) + '</data></array></value>'.repeat(65);
    expect(refusal(answer(nested)).kind).toBe('too_large');
    expect(refusal(answer('<value>1</value>'), { maxBytes: 20 }).kind).toBe('too_large');
    const million = '<value><array><data>'.repeat(1_000_000);
    expect(refusal(`<methodResponse><params><param>${million}`).kind).toBe('too_large');
  });

  it('never quotes the body in its refusal', () => {
    expect(refusal(answer('<value><int>top-secret</int></value>')).message).not.toContain('secret');
  });

  it('reads what the xmlrpc package writes', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(decoded(packageWritesResponse(value))).toEqual(value);
      }),
    );
  });

  it('finds every cut, at whatever byte', () => {
    fc.assert(
      fc.property(anyValue, fc.nat(), (value, cut) => {
        const body = Buffer.from(packageWritesResponse(value));
        expect(refusal(body.subarray(0, cut % body.length)).kind).toBe('cut');
      }),
      { numRuns: 300 },
    );
    const body = Buffer.from(answer('<value><string>Café <![CDATA[🐀]]><!-- c --> &amp;</string></value>'));
    const end = body.lastIndexOf('>');
    for (let length = 0; length <= end; length++) {
      expect(refusal(body.subarray(0, length)).kind).toBe('cut');
    }
  });

  it('ends with a value or a refusal for any bytes', () => {
    const pieces = [
      '<value>',
      '</value>',
      '<int>',
      '</int>',
      '<struct>',
      '<',
      '>',
      '/',
      '&',
      '<![CDATA[',
      ']]>',
      '1',
    ];
    const soup = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 });
    fc.assert(
      fc.property(soup, (parts) => {
        const xml = answer(parts.join(''));
        try {
          decodeMethodResponse(xml);
        } catch (error) {
          expect(error).toBeInstanceOf(XmlRpcSyntaxError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Values that the package writes correctly: no CR (lost in CDATA), at most one `]]>`, no characters outside XML. */
const anyText = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('<', '&', '>', ']', '"', '\n', '\t', ' ', '🐀', 'é'),
      fc.string({ maxLength: 1 }),
    ),
  })
  // eslint-disable-next-line no-control-regex
  .filter((text) => !/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|\]\]>/.test(text));

const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyText,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n)),
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(anyText, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;
