import { isAscii, isUtf8 } from 'node:buffer';
import { normalizeLineEnds, unescapeXml } from './xml-text';
import { XmlRpcSyntaxError, type XmlRpcSyntaxKind } from './xmlrpc-syntax.error';

/** Shorter slices are copied by V8; longer ones would keep the whole body alive for as long as one value lives. */
const COPIED_SLICE = 13;
const SLASH = 47;
const BANG = 33;
const QUESTION = 63;

/**
 * Walks through a UTF-8 document tag by tag. It scans a Latin-1 view, whose offsets are those of the bytes, and decodes
 * only the character data it is asked for. Element names are not matched against each other: the caller expects them.
 */
export class XmlCursor {
  private readonly view: string;
  private readonly ascii: boolean;
  private position: number;

  /** @throws XmlRpcSyntaxError where the bytes are no UTF-8 text that starts as XML does */
  constructor(private readonly bytes: Buffer) {
    this.ascii = isAscii(bytes);
    if (!this.ascii && !isUtf8(bytes)) throw invalidUtf8(bytes);
    this.view = bytes.toString('latin1');
    this.position = this.view.startsWith('\xef\xbb\xbf') ? 3 : 0;
    const start = this.view.slice(this.position, this.position + 512).trimStart();
    if (start === '') throw this.error('cut', 'the body is empty');
    if (!start.startsWith('<') || /^<(!doctype html|html)/i.test(start)) {
      throw this.error('foreign', 'the body is not XML-RPC but something else');
    }
    const encoding = /^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(start)?.[1] ?? 'utf-8';
    if (!/^(utf-?8|us-ascii)$/i.test(encoding)) throw this.error('malformed', 'the encoding is not UTF-8');
  }

  /**
   * The next tag without angle brackets and attributes: `value`, `/value`, or `nil/` for a self-closing one. Only white
   * space, comments and processing instructions may stand before it.
   */
  tag(): string {
    for (;;) {
      const open = this.view.indexOf('<', this.position);
      this.requireBlank(this.position, open === -1 ? this.view.length : open);
      if (open === -1) throw this.error('cut', 'the document ends before its last tag');
      this.position = open;
      const next = this.view.charCodeAt(open + 1);
      if (next === BANG || next === QUESTION) {
        if (this.skipMarkup() !== undefined) throw this.error('malformed', 'text stands between tags');
        continue;
      }
      const close = this.view.indexOf('>', open);
      if (close === -1) throw this.error('cut', 'the document ends within a tag');
      const raw = this.view.slice(open + 1, close);
      if (PLAIN_TAGS.has(raw)) {
        this.position = close + 1;
        return raw;
      }
      return this.decoratedTag();
    }
  }

  /** Takes the next tag, which has to be this one. */
  expect(tag: string): void {
    if (!this.takePlain(tag) && this.tag() !== tag) throw this.error('malformed', `<${tag}> was expected`);
  }

  /** Takes the next tag if it is this one. */
  take(tag: string): boolean {
    if (this.takePlain(tag)) return true;
    const before = this.position;
    if (this.tag() === tag) return true;
    this.position = before;
    return false;
  }

  /** Character data up to the next tag, with entities, CDATA sections and line ends resolved and comments left out. */
  text(): string {
    let text: string | undefined;
    for (;;) {
      const open = this.view.indexOf('<', this.position);
      if (open === -1) throw this.error('cut', 'the document ends within text');
      if (open > this.position) {
        const raw = this.decode(this.position, open);
        const part = unescapeXml(raw);
        if (part === undefined) throw this.error('malformed', 'text holds an entity that is none');
        text = text === undefined ? part : text + part;
      }
      this.position = open;
      const next = this.view.charCodeAt(open + 1);
      if (next !== BANG && next !== QUESTION) return text ?? '';
      text = (text ?? '') + (this.skipMarkup() ?? '');
    }
  }

  /** True where a closing tag follows at once. */
  atClosingTag(): boolean {
    return this.view.charCodeAt(this.position) === 60 && this.view.charCodeAt(this.position + 1) === SLASH;
  }

  /** True where any tag follows at once, without text or markup before it. */
  atTag(): boolean {
    const next = this.view.charCodeAt(this.position + 1);
    return this.view.charCodeAt(this.position) === 60 && next !== BANG && next !== QUESTION;
  }

  /** Only white space, comments and processing instructions may follow. */
  expectEnd(): void {
    for (;;) {
      const open = this.view.indexOf('<', this.position);
      this.requireBlank(this.position, open === -1 ? this.view.length : open);
      if (open === -1) return;
      this.position = open;
      const next = this.view.charCodeAt(open + 1);
      const misc = next === BANG || next === QUESTION;
      if (!misc || this.skipMarkup() !== undefined)
        throw this.error('malformed', 'the document goes on after its end');
    }
  }

  error(kind: XmlRpcSyntaxKind, what: string): XmlRpcSyntaxError {
    return new XmlRpcSyntaxError(kind, what, this.position);
  }

  /** The usual case, without a copy of the tag: white space, then exactly `<tag>`. */
  private takePlain(tag: string): boolean {
    let at = this.position;
    while (isBlank(this.view.charCodeAt(at))) at++;
    const end = at + tag.length + 1;
    if (this.view.charCodeAt(end) !== 62 || this.view.charCodeAt(at) !== 60) return false;
    if (!this.view.startsWith(tag, at + 1)) return false;
    this.position = end + 1;
    return true;
  }

  /** Skips a comment or processing instruction; returns the content of a CDATA section. */
  private skipMarkup(): string | undefined {
    if (this.view.startsWith('<!--', this.position)) {
      this.skipTo('-->', 4);
      return undefined;
    }
    if (this.view.startsWith('<?', this.position)) {
      this.skipTo('?>', 2);
      return undefined;
    }
    if (this.view.startsWith('<![CDATA[', this.position)) {
      const from = this.position + 9;
      this.skipTo(']]>', 9);
      return normalizeLineEnds(this.decode(from, this.position - 3));
    }
    const rest = this.view.slice(this.position, this.position + 9);
    if ('<!--'.startsWith(rest) || '<![CDATA['.startsWith(rest)) {
      throw this.error('cut', 'the document ends within markup');
    }
    throw this.error('malformed', 'a document type or unknown markup is not accepted');
  }

  private skipTo(end: string, from: number): void {
    const at = this.view.indexOf(end, this.position + from);
    if (at === -1) throw this.error('cut', 'the document ends within markup');
    this.position = at + end.length;
  }

  /** A tag with attributes (namespaces, mostly) or white space. */
  private decoratedTag(): string {
    DECORATED_TAG.lastIndex = this.position;
    const match = DECORATED_TAG.exec(this.view);
    if (match === null) throw this.error('malformed', 'a tag is not well-formed');
    this.position = DECORATED_TAG.lastIndex;
    return `${match[1] ?? ''}${match[2] ?? ''}`;
  }

  private requireBlank(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      if (!isBlank(this.view.charCodeAt(at))) {
        throw this.error('malformed', 'text stands where a tag was expected');
      }
    }
  }

  private decode(from: number, to: number): string {
    const short = to - from < COPIED_SLICE;
    if (this.ascii) return short ? this.view.slice(from, to) : this.bytes.toString('latin1', from, to);
    if (short && !NON_ASCII.test(this.view.slice(from, to))) return this.view.slice(from, to);
    return this.bytes.toString('utf8', from, to);
  }
}

function isBlank(code: number): boolean {
  return code === 10 || code === 32 || code === 13 || code === 9;
}

const NON_ASCII = /[\x80-\xff]/;
const DECORATED_TAG = /<(\/?[A-Za-z_][\w.:-]*)(?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>/y;

/** Tags as every server writes them; found without a regular expression. */
const PLAIN_TAGS: ReadonlySet<string> = new Set(
  [
    ...['methodResponse', 'methodCall', 'methodName', 'params', 'param', 'fault', 'value', 'array', 'data'],
    ...[
      'struct',
      'member',
      'name',
      'string',
      'int',
      'i4',
      'i8',
      'boolean',
      'double',
      'base64',
      'nil',
      'ex:nil',
    ],
    'dateTime.iso8601',
  ].flatMap((name) => [name, `/${name}`, `${name}/`]),
);

/** A body cut within a character is cut; any other wrong byte is no UTF-8. */
function invalidUtf8(bytes: Buffer): XmlRpcSyntaxError {
  const cut = [1, 2, 3].some((tail) => isUtf8(bytes.subarray(0, -tail)));
  return cut
    ? new XmlRpcSyntaxError('cut', 'the document ends within a character', bytes.length)
    : new XmlRpcSyntaxError('malformed', 'the body is not UTF-8', 0);
}
