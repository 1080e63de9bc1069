import { compileExpression, ExpressionError } from './index';

/** Every path that an expression reads, as text. */
function pathsOf(text: string): string[] {
  const walk = (tree: ReturnType<typeof compileExpression>['fields'], before: string): string[] =>
    [...tree.entries()].flatMap(([name, below]) => [`${before}${name}`, ...walk(below, `${before}${name}.`)]);
  return walk(compileExpression(text).fields, '').sort();
}

describe('the fields of an expression', () => {
  it.each<[string, string[]]>([
    ['name', ['name']],
    ['"text"', []],
    ['categ_id.name', ['categ_id', 'categ_id.name']],
    ['$part(name, " / ", 1)', ['name']],
    ['active ? x_on : x_off', ['active', 'x_off', 'x_on']],
    ['x_a & " " & x_b', ['x_a', 'x_b']],
    ['$trim(x_a) ~> $uppercase', ['x_a']],
    ['($p := partner_id; $p.city & $p.zip)', ['partner_id', 'partner_id.city', 'partner_id.zip']],
    ['lines[kind = "A"].name', ['lines', 'lines.kind', 'lines.name']],
    ['lines[kind = $$.x_kind][0].name', ['lines', 'lines.kind', 'lines.name', 'x_kind']],
    ['partner_id.(city & zip)', ['partner_id', 'partner_id.city', 'partner_id.zip']],
    ['lines^(rank).name', ['lines', 'lines.name', 'lines.rank']],
    ['$lookup({"A": "active"}, x_state)', ['x_state']],
    ['$distinct(lines).name', ['lines', 'lines.name']],
    ['[x_a, x_b][0]', ['x_a', 'x_b']],
    ['$exists(x_a) ? x_a', ['x_a']],
    ['x_a in ["p", "q"] ? "P"', ['x_a']],
  ])('of %s are known without evaluating it', (text, paths) => {
    expect(pathsOf(text)).toEqual(paths);
  });

  it.each<[string, RegExp]>([
    ['', /is empty/],
    ['a.*', /name each field/],
    ['**', /name each field/],
    ['$map(lines, function($l) { $l.name })', /use a filter in brackets/],
    ['$eval(name)', /\$eval is not available .* \$substringBefore/],
    ['$now()', /\$now is not available/],
    ['$match(name, /(a+)+$/)', /\$match is not available/],
    ['$contains(name, /(a+)+$/)', /patterns may take for ever/],
    ['[1..10000000]', /a range is not available/],
    ['|$|{"a": 1}|', /changes records/],
    ['lines{kind: name}', /grouping/],
    ['{"a": name}', /texts and numbers only/],
    ['$lookup(partner_id, name)', /written out/],
    ['$missing', /not set before/],
    ['a@$x.b', /@ and # are not available/],
    ['`x y`', /cannot be the name of a field/],
    ['a.b.c.d', /4 records deep; 3 are possible/],
    ['name &', /at character/],
    ['"x" & '.repeat(500) + '"x"', /longer than 2000/],
  ])('%j is refused, with what to do', (text, message) => {
    expect(() => compileExpression(text)).toThrow(ExpressionError);
    expect(() => compileExpression(text)).toThrow(message);
  });
});

describe('an expression', () => {
  const record = {
    name: 'ACME / Plant 1',
    x_on: 'yes',
    categ_id: { id: 4, name: 'All / Mills' },
    lines: [
      { kind: 'Area', name: 'Dock' },
      { kind: 'Size', name: 'L' },
    ],
  };

  it.each<[string, unknown]>([
    ['lines[kind = "Area"].name', 'Dock'],
    ['$part(categ_id.name, " / ", 1)', 'Mills'],
    ['$part(name, " / ", 7)', ''],
    ['$uppercase($substringBefore(name, " / "))', 'ACME'],
    ['x_missing', undefined],
    ['$exists(x_missing) ? x_missing : "none"', 'none'],
    ['lines.name', ['Dock', 'L']],
  ])('%s is evaluated', async (text, value) => {
    const found = await compileExpression(text).evaluate(record);
    expect(Array.isArray(found) ? [...(found as unknown[])] : found).toEqual(value);
  });

  it('says why it fails for a record', async () => {
    await expect(compileExpression('$number(name)').evaluate(record)).rejects.toThrow(ExpressionError);
  });

  it('is stopped when it makes too many values of one record', async () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => ({ n: index }));
    const many = compileExpression('lines.($$.lines.n)');
    await expect(many.evaluate({ lines })).rejects.toThrow(/sequence|10000|timeout/i);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['name', { name: 'A' }, 'A'],
    ['name', { name: false }, ''],
    ['categ_id', { categ_id: [4, 'All / Mills'] }, 'All / Mills'],
    ['categ_id.name', { categ_id: [4, 'All / Mills'] }, 'All / Mills'],
    ['$part(categ_id.name, " / ", 1)', { categ_id: [4, 'All / Mills'] }, 'Mills'],
    ['active ? "active" : "inactive"', { active: false }, 'inactive'],
    ['active ? "active" : "inactive"', { active: true }, 'active'],
    ['""', {}, ''],
  ])('%s is plain: a record from the wire is enough', (text, wire, value) => {
    expect(compileExpression(text).plain?.(wire)).toBe(value);
  });

  it.each<[string, unknown]>([
    ['name', { field: 'name' }],
    ['$part(name, " / ", 1)', { field: 'name', part: { separator: ' / ', index: 1 } }],
    ['$part(categ_id.name, " / ", 1)', undefined],
    ['$part(name, x_separator, 1)', undefined],
    ['categ_id.name', undefined],
    ['$trim(name)', undefined],
    ['""', undefined],
  ])('%s comes from a field that can be written, or not', (text, origin) => {
    expect(compileExpression(text).origin).toEqual(origin);
  });

  it.each(['$trim(name)', 'lines[0].name', 'name & ""', 'categ_id.complete_name'])(
    '%s is not plain',
    (text) => {
      expect(compileExpression(text).plain).toBeUndefined();
    },
  );
});
