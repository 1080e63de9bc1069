import { PythonFloat, repr, truthy, type Value } from './values';

describe('repr', () => {
  it.each<[Value, string]>([
    [null, 'None'],
    [true, 'True'],
    [3, '3'],
    [new PythonFloat(1), '1.0'],
    [new PythonFloat(0.25), '0.25'],
    ["it's", `"it's"`],
    [`it's "so"`, `'it\\'s "so"'`],
    ['a\nb\\', "'a\\nb\\\\'"],
    [['a', [false]], "['a', [False]]"],
    [{ a: 1, b: null }, "{'a': 1, 'b': None}"],
  ])('writes %j as Python does', (value, text) => {
    expect(repr(value)).toBe(text);
  });
});

describe('truthy', () => {
  it.each<[Value, boolean]>([
    ['', false],
    [0, false],
    [[], false],
    [{}, false],
    [new PythonFloat(0), false],
    ['0', true],
    [[0], true],
  ])('judges %j as Python does', (value, expected) => {
    expect(truthy(value)).toBe(expected);
  });
});
