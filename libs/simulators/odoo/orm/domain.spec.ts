import { install } from '../models/install';
import { addUsers } from '../odoo-seeds';
import type { Database } from './database';
import { Environment } from './environment';
import { create } from './mutate';
import { OdooException } from './odoo-exception';
import { search } from './search';
import type { Value } from './values';
import type { OdooVersion } from './version';

const CLOCK = Date.parse('2026-03-01T12:00:00.500Z');

/** Two categories below each other; four products, of which one is archived and one has no code. */
function database(version: OdooVersion): Database {
  const db = install('odoo', version, () => CLOCK);
  addUsers(db, [{ login: 'admin', password: 'admin' }]);
  const env = new Environment(db, 2, {}, true);
  const [categories, products] = [env.model('product.category'), env.model('product.product')];
  const parent = create(categories, { name: 'Pest Control' }, env).id;
  const child = create(categories, { name: 'Rodents', parent_id: parent }, env).id;
  create(products, { name: 'Dock (north)', default_code: 'A_1', categ_id: parent, list_price: 2 }, env);
  create(products, { name: '50% off', default_code: 'a_2', categ_id: child }, env);
  create(products, { name: 'Dock.south', categ_id: child }, env);
  create(products, { name: 'Old dock', default_code: 'A_9', categ_id: parent, active: false }, env);
  return db;
}

const found = (domain: Value, version: OdooVersion = '18.0', context = {}): number[] => {
  const env = new Environment(database(version), 2, context);
  return search(env.model('product.product'), domain, env, { order: 'id' }).map((row) => row.id);
};

describe('a domain', () => {
  it.each<[what: string, domain: Value, ids: number[]]>([
    ['finds all active records when empty', [], [1, 2, 3]],
    [
      'joins conditions by and',
      [
        ['default_code', '!=', false],
        ['categ_id', '=', 5],
      ],
      [2],
    ],
    ['reads prefix operators', ['|', ['id', '=', 1], '&', ['id', '>', 1], ['id', '<', 3]], [1, 2]],
    ['negates', ['!', ['id', '=', 1]], [2, 3]],
    ['finds empty fields with false', [['default_code', '=', false]], [3]],
    ['counts empty fields as different from a value', [['default_code', '!=', 'A_1']], [2, 3]],
    ['finds no empty field by comparing', [['default_code', '>=', '']], [1, 2]],
    ['takes lists with "in"', [['default_code', 'in', ['A_1', 'NOPE']]], [1]],
    ['leaves empty fields in with "not in"', [['default_code', 'not in', ['A_1']]], [2, 3]],
    ['heeds case with "like"', [['name', 'like', 'Dock']], [1, 3]],
    ['ignores case with "ilike"', [['default_code', 'ilike', 'a_']], [1, 2]],
    ['takes parentheses and dots literally', [['name', '=like', 'Dock (%)']], [1]],
    ['takes an escaped percent sign literally', [['name', '=like', '50\\%%']], [2]],
    ['takes an underscore for any character', [['name', '=like', 'Dock_south']], [3]],
    ['follows a relation', [['categ_id.parent_id', '=', 4]], [2, 3]],
    ['finds everything below a category', [['categ_id', 'child_of', 4]], [1, 2, 3]],
    ['finds only the leaf below a leaf', [['categ_id', 'child_of', [5]]], [2, 3]],
    ['finds what is above', [['categ_id', 'parent_of', 5]], [1, 2, 3]],
    ['finds a relation by name', [['categ_id', '=', 'Pest Control / Rodents']], [2, 3]],
    ['finds a relation by part of its name', [['categ_id', 'ilike', 'rodent']], [2, 3]],
    ['shows archived records when it asks for them', [['active', 'in', [true, false]]], [1, 2, 3, 4]],
    ['passes over an optional condition without a value', [['default_code', '=?', false]], [1, 2, 3]],
    ['knows the constants', ['|', [0, '=', 1], [1, '=', 1]], [1, 2, 3]],
    ['reads inherited fields', [['list_price', '=', 2]], [1]],
  ])('%s', (_what, domain, ids) => {
    expect(found(domain)).toEqual(ids);
  });

  it('shows archived records when the context asks for them', () => {
    expect(found([], '18.0', { active_test: false })).toEqual([1, 2, 3, 4]);
  });

  it.each<[OdooVersion, number[]]>([
    ['16.0', [1, 2, 3]],
    ['19.0', []],
  ])(
    'in %s compares dates as that version does: with or without the hidden fraction of a second',
    (version, ids) => {
      expect(found([['write_date', '>', '2026-03-01 12:00:00']], version)).toEqual(ids);
      expect(found([['write_date', '>=', '2026-03-01 12:00:00']], version)).toEqual([1, 2, 3]);
    },
  );

  it('takes a bare day as its first or last second', () => {
    expect(found([['write_date', '>=', '2026-03-01']])).toEqual([1, 2, 3]);
    expect(found([['write_date', '<=', '2026-03-01']])).toEqual([1, 2, 3]);
    expect(found([['write_date', '>', '2026-03-01']])).toEqual([]);
  });

  it.each<[what: string, domain: Value, message: string]>([
    [
      'an operator without operands',
      ['|', ['id', '=', 1]],
      "This domain is syntactically not correct: ['|', ['id', '=', 1]]",
    ],
    ['an unknown operator', [['id', '~~', "it's"]], `Invalid leaf ('id', '~~', "it's")`],
    ['a leaf of two', [['id', '=']], "Invalid leaf ['id', '=']"],
    [
      'a text',
      'id = 1',
      "Domains to normalize must have a 'domain' form: a list or tuple of domain components",
    ],
    [
      'an unknown field at the end of a path',
      [['categ_id.nope', '=', null]],
      "Invalid field product.category.nope in leaf ('categ_id.nope', '=', None)",
    ],
  ])('refuses %s', (_what, domain, message) => {
    expect(() => found(domain)).toThrow(new OdooException('builtins.ValueError', message));
  });
});
