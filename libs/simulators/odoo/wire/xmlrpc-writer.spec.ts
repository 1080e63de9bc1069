import { PythonFloat } from '../orm/values';
import { writeFault, writeMethodResponse } from './xmlrpc-writer';

describe('an XML-RPC answer', () => {
  it('tells integers, floats and booleans apart', () => {
    expect(writeMethodResponse([1, new PythonFloat(1), false], 16)).toContain(
      '<value><int>1</int></value>\n<value><double>1.0</double></value>\n<value><boolean>0</boolean></value>\n',
    );
  });

  it('drops the control characters XML cannot hold, and keeps tab, newline and carriage return', () => {
    expect(writeMethodResponse('a\u0000\u001fb\t\n\r', 18)).toContain('<string>ab\t\n\r</string>');
  });

  it('escapes in texts and names', () => {
    expect(writeMethodResponse({ 'a<': '<&>' }, 18)).toContain(
      '<name>a&lt;</name>\n<value><string>&lt;&amp;&gt;</string></value>',
    );
  });

  it('cannot hold None, however deep', () => {
    expect(() => writeMethodResponse([{ a: null }], 18)).toThrow(
      'cannot marshal None unless allow_none is enabled',
    );
  });

  it('cannot hold integers beyond 32 bits', () => {
    expect(writeMethodResponse(2 ** 31 - 1, 18)).toContain('<int>2147483647</int>');
    expect(() => writeMethodResponse(2 ** 31, 18)).toThrow('int exceeds XML-RPC limits');
  });

  it('writes the envelope of its version', () => {
    expect(writeFault(2, 'x', 17)).toMatch(
      /^<\?xml version='1.0'\?>\n<methodResponse>\n<fault>\n[^]*<\/fault>\n<\/methodResponse>\n$/,
    );
    expect(writeFault(2, 'x', 18)).toMatch(
      /^<\?xml version="1.0"\?>\n<methodResponse>\n<fault>\n[^]*<\/fault>\n\n<\/methodResponse>\n$/,
    );
  });
});
