import fc from 'fast-check';
import { sliceObjects } from './object-slices';

/** What is in the slices, parsed one by one. */
function parsed(text: string): { readonly meta: unknown; readonly objs: readonly unknown[] } | undefined {
  const body = Buffer.from(text);
  const sliced = sliceObjects(body);
  if (sliced === undefined) return undefined;
  const objs = sliced.slices.map(([start, end]) => JSON.parse(body.toString('utf8', start, end)) as unknown);
  return { meta: sliced.meta, objs };
}

const values = fc.jsonValue({ maxDepth: 4 });
const objects = fc.dictionary(fc.string({ unit: 'binary' }), values, { noNullPrototype: true });

describe('sliceObjects', () => {
  it('finds the objects that parsing the whole finds, wherever they stand and however they are set', () => {
    const around = fc.dictionary(fc.constantFrom('a', 'objects', 'obj', 'b"objs"', 'n'), values, {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(
        around,
        fc.array(objects),
        objects,
        around,
        fc.nat(3),
        (before, objs, meta, after, indent) => {
          const text = JSON.stringify({ ...before, objs, meta, ...after }, undefined, indent);
          const whole = JSON.parse(text) as { meta: unknown; objs: unknown };
          expect(parsed(text)).toEqual({ meta: whole.meta, objs: whole.objs });
        },
      ),
    );
  });

  it('skips a byte order mark, and does without meta', () => {
    expect(parsed('\uFEFF {"objs" : [ {"a":1} , {} ] }')).toEqual({ meta: {}, objs: [{ a: 1 }, {}] });
  });

  it.each([
    ['no JSON', 'oops'],
    ['no object', '[{}]'],
    ['no list', '{"meta":{}}'],
    ['a list that is none', '{"objs":{}}'],
    ['two lists', '{"objs":[],"objs":[]}'],
    ['a list of something else', '{"objs":[{},1]}'],
    ['a list of lists', '{"objs":[[{}]]}'],
    ['a comma too many', '{"objs":[{},]}'],
    ['a comma too few', '{"objs":[{} {}]}'],
    ['a cut end', '{"objs":[{}]'],
    ['a cut list', '{"objs":[{},'],
    ['a cut object', '{"objs":[{"a":"b'],
    ['something behind', '{"objs":[{}]} x'],
    ['something wrong before', '{"meta":{1},"objs":[{}]}'],
    ['a key without value', '{"meta","objs":[{}]}'],
  ])('leaves %s to be parsed as a whole', (_what, text) => {
    expect(parsed(text)).toBeUndefined();
  });

  it('is never taken in by a list inside something else', () => {
    expect(parsed('{"meta":{"objs":[{"no":1}]},"objs":[{"yes":"}]"}]}')?.objs).toEqual([{ yes: '}]' }]);
  });

  it('finds nothing in an answer that was cut anywhere', () => {
    const text = JSON.stringify({ meta: { n: 1 }, objs: [{ a: 'x"\\' }, { b: [1, { c: null }] }], z: 1.5 });
    for (let end = 0; end < text.length; end += 1) expect(parsed(text.slice(0, end))).toBeUndefined();
  });
});
