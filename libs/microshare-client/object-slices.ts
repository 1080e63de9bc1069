import { isJsonObject, type JsonObject } from './raw-cluster';

/** An answer's `meta`, and where in its bytes each element of `objs` begins and ends. */
export interface ObjectSlices {
  readonly meta: JsonObject;
  readonly slices: readonly (readonly [start: number, end: number])[];
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const OBJS = Buffer.from('"objs"');
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/**
 * Finds the objects of `{…, "objs": [{…}, …], …}`, so that each can be parsed, used and let go: the whole of a big list as
 * one tree takes several times its bytes. Everything around the objects is parsed here; whether they are valid themselves
 * shows when they are. Undefined for whatever looks different: parsed as a whole it says what is wrong.
 */
export function sliceObjects(body: Buffer): ObjectSlices | undefined {
  const from = body.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const list = findList(body, from);
  if (list === undefined) return undefined;
  const slices: (readonly [number, number])[] = [];
  let at = skipSpace(body, list + 1);
  while (body[at] !== CLOSE_LIST) {
    if (slices.length > 0) {
      if (body[at] !== COMMA) return undefined;
      at = skipSpace(body, at + 1);
    }
    const end = body[at] === OPEN_OBJECT ? endOfValue(body, at) : undefined;
    if (end === undefined) return undefined;
    slices.push([at, end]);
    at = skipSpace(body, end);
  }
  const around = parse(`${body.toString('utf8', from, list + 1)}${body.toString('utf8', at)}`);
  if (!isJsonObject(around) || !Array.isArray(around['objs']) || around['objs'].length > 0) return undefined;
  const { meta } = around;
  return { meta: isJsonObject(meta) ? meta : {}, slices };
}

/** Where the list of the outermost object's `objs` opens; undefined where there is none, or more than one. */
function findList(body: Buffer, from: number): number | undefined {
  let at = skipSpace(body, from);
  if (body[at] !== OPEN_OBJECT) return undefined;
  let found: number | undefined;
  for (at = skipSpace(body, at + 1); at < body.length; at = skipSpace(body, at)) {
    if (body[at] === CLOSE_OBJECT) return found;
    if (body[at] === COMMA) {
      at += 1;
      continue;
    }
    if (body[at] !== QUOTE) return undefined;
    const isObjs = body.subarray(at, at + OBJS.length).equals(OBJS);
    const key = endOfValue(body, at);
    if (key === undefined) return undefined;
    at = skipSpace(body, key);
    if (body[at] !== COLON) return undefined;
    at = skipSpace(body, at + 1);
    if (isObjs) {
      if (found !== undefined || body[at] !== OPEN_LIST) return undefined;
      found = at;
    }
    const end = endOfValue(body, at);
    if (end === undefined) return undefined;
    at = end;
  }
  return undefined;
}

/** The byte after the value that begins here; undefined where it does not end. */
function endOfValue(body: Buffer, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < body.length; at += 1) {
    switch (body[at]) {
      case QUOTE:
        for (at += 1; at < body.length && body[at] !== QUOTE; at += 1) if (body[at] === BACKSLASH) at += 1;
        if (depth === 0) return at < body.length ? at + 1 : undefined;
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        // The end of what holds a number or a word.
        if (depth === 0) return at;
        depth -= 1;
        if (depth === 0) return at + 1;
        break;
      case COMMA:
        if (depth === 0) return at;
        break;
      default:
    }
  }
  return undefined;
}

function skipSpace(body: Buffer, from: number): number {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += 1;
  return at;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
