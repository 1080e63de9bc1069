import { readMethodCall } from './xmlrpc-reader';

const call = (value: string): string =>
  `<?xml version="1.0"?><methodCall><methodName>m</methodName><params><param>${value}</param></params></methodCall>`;
const read = (value: string): unknown => readMethodCall(call(value)).params[0];

describe('a method call', () => {
  it.each<[xml: string, value: unknown]>([
    ['<value><int>-7</int></value>', -7],
    ['<value><i8>9007199254740991</i8></value>', 9007199254740991],
    ['<value><boolean>1</boolean></value>', true],
    ['<value><double>-0.5</double></value>', -0.5],
    ['<value><string></string></value>', ''],
    ['<value><string/></value>', ''],
    ['<value>untyped</value>', 'untyped'],
    ['<value></value>', ''],
    ['<value><nil/></value>', null],
    ['<value><string>a&lt;&amp;&#233;&#x1F400;<![CDATA[<b>]]></string></value>', 'a<&é🐀<b>'],
    ['<value><string>one\r\ntwo</string></value>', 'one\ntwo'],
    ['<value><dateTime.iso8601>20260301T10:20:30</dateTime.iso8601></value>', '2026-03-01 10:20:30'],
    ['<value><array><data></data></array></value>', []],
    [
      '<!-- a comment --><value> <array> <data> <value>a</value> <value>b</value> </data> </array> </value>',
      ['a', 'b'],
    ],
    [
      '<value><struct><member><name>k</name><value><array><data><value><int>1</int></value></data></array></value></member></struct></value>',
      { k: [1] },
    ],
  ])('reads %s', (xml, value) => {
    expect(read(xml)).toEqual(value);
  });

  it('has a name and its parameters in order', () => {
    const body = call('<value>a</value>').replace('</param>', '</param><param><value>b</value></param>');
    expect(readMethodCall(body)).toEqual({ method: 'm', params: ['a', 'b'] });
  });

  it.each<[what: string, body: string, message: string]>([
    ['nothing at all', '', 'no element found: line 1, column 0'],
    ['half a document', '<methodCall>\n<methodName>m', 'no element found: line 2, column 13'],
    [
      'a bell in a text',
      call('<value>a\u0007</value>'),
      'not well-formed (invalid token): line 1, column 82',
    ],
    [
      'a bare ampersand',
      '<methodCall>a & b</methodCall>',
      'not well-formed (invalid token): line 1, column 15',
    ],
    ['crossed tags', '<a><b></a></b>', 'mismatched tag: line 1, column 8'],
    ['two documents', '<a></a><b></b>', 'junk after document element: line 1, column 7'],
    ['an unknown entity', '<methodCall>a &nope; b</methodCall>', 'undefined entity: line 1, column 14'],
    ['JSON', '{"a": 1}', 'not well-formed (invalid token): line 1, column 0'],
    ['a word', 'Hello', 'syntax error: line 1, column 0'],
    ['another document', '<html></html>', 'ResponseError()'],
    ['a word as a boolean', call('<value><boolean>true</boolean></value>'), 'bad boolean value'],
    [
      'a number that is none',
      call('<value><int>1a</int></value>'),
      "invalid literal for int() with base 10: '1a'",
    ],
  ])('refuses %s as Python does', (_what, body, message) => {
    expect(() => readMethodCall(body)).toThrow(message);
  });
});
