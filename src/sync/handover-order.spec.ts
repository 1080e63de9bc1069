import type { Device } from '@libs/domain';
import fc from 'fast-check';
import type { ChangedDevice } from '../history/device-changes';
import { handedOver } from './handover-order';

function rename(guid: string, from: string, to: string): ChangedDevice {
  const device = (erpReference: string): Device => ({ guid, erpReference }) as Device;
  return { before: device(from), after: device(to), fields: from === to ? ['area'] : ['erpReference'] };
}
const groupsOf = (...changes: readonly ChangedDevice[]): readonly string[] =>
  handedOver(changes).map((group) => group.map(({ before: { guid } }) => guid).join('+'));

describe('the order in which references are handed over', () => {
  it('is the one given where nothing is handed over', () => {
    expect(groupsOf(rename('a', 'A', 'X'), rename('b', 'B', 'B'), rename('c', '', ''))).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('lets who has a reference give it up first', () => {
    expect(groupsOf(rename('a', 'A', 'B'), rename('b', 'B', 'C'), rename('c', 'C', 'D'))).toEqual([
      'c',
      'b',
      'a',
    ]);
  });

  it('binds together those that wait for each other, and nobody else', () => {
    const ring = [rename('a', 'A', 'B'), rename('b', 'B', 'C'), rename('c', 'C', 'A')];
    const groups = groupsOf(rename('x', 'X', 'Y'), ...ring, rename('y', 'Y', 'Z'));
    expect(groups).toEqual([expect.stringMatching(/^[abc]\+[abc]\+[abc]$/), 'y', 'x']);
    expect(groupsOf(rename('a', 'A', 'B'), rename('b', 'B', 'A'))).toHaveLength(1);
  });

  it('waits for all that have one reference', () => {
    const groups = groupsOf(rename('a', 'A', 'B'), rename('b1', 'B', 'A'), rename('b2', 'B', 'C'));
    expect(groups).toEqual(['b2', expect.stringMatching(/^(a\+b1|b1\+a)$/)]);
  });

  it('takes a ring of ten thousand for one', () => {
    const count = 10_000;
    const ring = Array.from({ length: count }, (_, i) => rename(`${i}`, `R${i}`, `R${(i + 1) % count}`));
    expect(handedOver(ring).map((group) => group.length)).toEqual([count]);
  });

  it('leaves no reference with two devices on the way, whatever is handed over', () => {
    const references = fc.shuffledSubarray('ABCDEFGH'.split(''), { minLength: 2 });
    fc.assert(
      fc.property(references, fc.infiniteStream(fc.nat()), (from, chance) => {
        const free = 'ABCDEFGHIJ'.split('');
        const changes = from.map((reference, i) => {
          const [to = ''] = free.splice((chance.next().value as number) % free.length, 1);
          return rename(`d${i}`, reference, to);
        });
        const held = new Map(changes.map(({ before }) => [before.guid, before.erpReference]));
        const groups = handedOver(changes);
        expect(groups.flat()).toHaveLength(changes.length);
        for (const group of groups) {
          for (const { after } of group) held.set(after.guid, after.erpReference);
          expect(new Set(held.values()).size).toBe(held.size);
        }
      }),
    );
  });
});
