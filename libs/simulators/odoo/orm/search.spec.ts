import { install } from '../models/install';
import { addUsers } from '../odoo-seeds';
import { Environment } from './environment';
import { create } from './mutate';
import { search } from './search';

describe('search', () => {
  const db = install('odoo', '18.0', () => 0);
  addUsers(db, [{ login: 'admin', password: 'admin' }]);
  const env = new Environment(db, 2);
  const table = env.model('product.product');
  for (const code of ['B', false, 'A', 'B'])
    create(table, { name: `p ${String(code)}`, default_code: code }, env);

  const ordered = (order?: string, rest = {}): number[] =>
    search(table, [], env, { order, ...rest }).map((row) => row.id);

  it('orders as the model says when nobody else does', () => {
    expect(ordered()).toEqual([3, 1, 4, 2]);
  });

  it('puts empty values last, and first when descending', () => {
    expect(ordered('default_code')).toEqual([3, 1, 4, 2]);
    expect(ordered('default_code desc, id desc')).toEqual([2, 4, 1, 3]);
  });

  it('pages', () => {
    expect(ordered('id', { offset: 1, limit: 2 })).toEqual([2, 3]);
    expect(ordered('id', { offset: 3 })).toEqual([4]);
  });

  it('refuses an order that is none, and one by an unknown field', () => {
    expect(() => ordered('id; drop table')).toThrow('Invalid "order" specified');
    expect(() => ordered('nope')).toThrow("Invalid field 'nope' on model 'product.product'");
  });
});
