import { install } from '../models/install';
import { addUsers } from '../odoo-seeds';
import { Environment } from './environment';
import { create, unlink, write } from './mutate';

describe('a transaction', () => {
  const db = install('odoo', '18.0', () => 0);
  addUsers(db, [{ login: 'admin', password: 'admin' }]);
  const env = new Environment(db, 2);
  const table = env.model('maintenance.equipment');
  const failing = (work: () => void): (() => void) => {
    return () => {
      db.transaction(() => {
        work();
        throw new Error('and then it failed');
      });
    };
  };

  it('takes back inserts, but not the ids they drew', () => {
    expect(failing(() => create(table, { name: 'trap' }, env))).toThrow('and then it failed');
    expect(table.rows.size).toBe(0);
    expect(create(table, { name: 'trap' }, env).id).toBe(2);
  });

  it('takes back changes, of empty fields too', () => {
    expect(
      failing(() => {
        write(table, [2], { name: 'changed', serial_no: 'S' }, env);
      }),
    ).toThrow('and then it failed');
    expect(table.rows.get(2)).toMatchObject({ name: 'trap' });
    expect(table.rows.get(2)).not.toHaveProperty('serial_no');
  });

  it('takes back deletions', () => {
    expect(
      failing(() => {
        unlink(table, [2], env);
      }),
    ).toThrow('and then it failed');
    expect([...table.rows.keys()]).toEqual([2]);
  });

  it('keeps the outer changes when a caught inner failure takes back the inner ones', () => {
    db.transaction(() => {
      write(table, [2], { name: 'outer' }, env);
      expect(
        failing(() => {
          write(table, [2], { name: 'inner' }, env);
        }),
      ).toThrow('and then it failed');
    });
    expect(table.rows.get(2)).toMatchObject({ name: 'outer' });
  });
});
