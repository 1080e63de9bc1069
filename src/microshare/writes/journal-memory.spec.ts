import { JournalMemory } from './journal-memory';
import type { OpenJournal } from './journal-state';

const traps: OpenJournal = {
  address: { id: 'c1', recType: 'io.microshare.trap.packed' },
  account: { tenant: 'northbank', account: 'a1' },
};
const gateways: OpenJournal = { ...traps, address: { ...traps.address, id: 'c2' } };
const elsewhere: OpenJournal = { ...traps, account: { tenant: 'southbank', account: 'a1' } };

const expectation = (at: number): string =>
  JSON.stringify({
    expectation: { kind: 'absent', guid: 't1' },
    account: traps.account,
    fence: 1,
    since: 10,
    at,
  });
const INTENT = JSON.stringify({ fence: 1, since: 10, at: 100 });
const OTHER_INTENT = JSON.stringify({ fence: 2, since: 20, at: 200 });

type Fields = Readonly<Record<string, string>>;

const fieldsOf = (fields: Fields): ReadonlyMap<string, string> => new Map(Object.entries(fields));

/** What a store that holds these fields since then has to be told. */
function missed(memory: JournalMemory, stored: Fields, since: number, open = traps, young = true) {
  const { set, remove } = memory.missedBy(open, fieldsOf(stored), since, young);
  return { set: Object.fromEntries(set), remove };
}

function knowing(fields: Fields, since = 10): JournalMemory {
  const memory = new JournalMemory();
  memory.know(traps, fieldsOf(fields), since);
  return memory;
}

const NOTHING = { set: {}, remove: [] };

describe('what a replica remembers', () => {
  const mine = { 'i:l1': INTENT, 'e:t1': expectation(100) };

  it.each<[string, Fields, Fields]>([
    ['all of it when the store is empty', {}, mine],
    ['what is missing', { 'i:l1': INTENT }, { 'e:t1': expectation(100) }],
    ['nothing that is there', mine, {}],
    [
      'an expectation that is later than the one there',
      { ...mine, 'e:t1': expectation(99) },
      { 'e:t1': expectation(100) },
    ],
    ['no expectation where a later one is there', { ...mine, 'e:t1': expectation(101) }, {}],
    ['no announcement that the store holds otherwise', { ...mine, 'i:l1': OTHER_INTENT }, {}],
    ['what is missing beside what others announced', { 'i:l2': OTHER_INTENT }, mine],
  ])('is told to a store that was emptied: %s', (_, stored, set) => {
    expect(missed(knowing(mine), stored, 20)).toEqual({ set, remove: [] });
  });

  it.each<[string, JournalMemory, Fields, number, OpenJournal]>([
    ['one that remembers and has dropped it', knowing(mine), {}, 10, traps],
    ['one asked about another cluster', knowing(mine), {}, 20, gateways],
    ['one asked about the same cluster of another tenant', knowing(mine), {}, 20, elsewhere],
    ['one that was emptied, by a replica that knows nothing', new JournalMemory(), {}, 20, traps],
  ])('is not told to a store without need: %s', (_, memory, stored, since, open) => {
    expect(missed(memory, stored, since, open)).toEqual(NOTHING);
  });

  it('is not told to a store that was emptied long ago: others may have moved on from it and dropped that', () => {
    expect(missed(knowing(mine), {}, 20, traps, false)).toEqual(NOTHING);
  });

  it('is told until the store is known to hold it', () => {
    const memory = knowing(mine);
    expect(missed(memory, {}, 20).set).toEqual(mine);
    expect(missed(memory, {}, 20).set).toEqual(mine);
    memory.told(traps);
    memory.know(traps, fieldsOf(mine), 20);
    expect(missed(memory, {}, 20)).toEqual(NOTHING);
    expect(missed(memory, {}, 30).set).toEqual(mine);
  });

  it('is replaced by what the store holds when it is asked', () => {
    const memory = knowing(mine);
    memory.know(traps, fieldsOf({ 'e:t2': expectation(100) }), 10);
    expect(missed(memory, {}, 20).set).toEqual({ 'e:t2': expectation(100) });
  });

  it('follows the changes that the store accepts', () => {
    const memory = knowing(mine);
    memory.apply(traps, {
      set: fieldsOf({ 'e:t1': expectation(200), 'i:l2': OTHER_INTENT }),
      remove: ['i:l1'],
    });
    expect(missed(memory, {}, 20).set).toEqual({ 'e:t1': expectation(200), 'i:l2': OTHER_INTENT });
  });

  it('is the same for all accounts of a tenant', () => {
    const other = { ...traps, account: { tenant: 'northbank', account: 'a2' } };
    expect(missed(knowing(mine), {}, 20, other).set).toEqual(mine);
  });
});

describe('what a replica owes the store', () => {
  it.each<[string, string | undefined, Fields, { set: Fields; remove: readonly string[] }]>([
    ['a field that it lacks', INTENT, {}, { set: { 'i:l1': INTENT }, remove: [] }],
    [
      'a field that it holds otherwise',
      INTENT,
      { 'i:l1': OTHER_INTENT },
      { set: { 'i:l1': INTENT }, remove: [] },
    ],
    ['the end of a field that it holds', undefined, { 'i:l1': INTENT }, { set: {}, remove: ['i:l1'] }],
    ['nothing where the field to end is away', undefined, {}, NOTHING],
  ])('is made up for at the next look, emptied or not: %s', (_, text, stored, change) => {
    const memory = knowing({ 'i:l1': OTHER_INTENT });
    memory.owe(traps, 'i:l1', text);
    expect(missed(memory, stored, 10)).toEqual(change);
    expect(missed(memory, stored, 20)).toEqual(change);
  });

  it('is owed by a replica that never asked the store about the cluster', () => {
    const memory = new JournalMemory();
    memory.owe(traps, 'i:l1', INTENT);
    expect(missed(memory, {}, 20).set).toEqual({ 'i:l1': INTENT });
  });

  it('comes with what an emptied store forgot', () => {
    const memory = knowing({ 'e:t1': expectation(100), 'i:l1': INTENT, 'i:l2': INTENT });
    memory.owe(traps, 'i:l1', undefined);
    memory.owe(traps, 'i:l2', OTHER_INTENT);
    expect(missed(memory, {}, 20).set).toEqual({ 'e:t1': expectation(100), 'i:l2': OTHER_INTENT });
  });

  it('is the last of several debts of one field', () => {
    const memory = new JournalMemory();
    memory.owe(traps, 'i:l1', undefined);
    memory.owe(traps, 'i:l1', INTENT);
    expect(missed(memory, {}, 10).set).toEqual({ 'i:l1': INTENT });
  });

  it('is not told again as something remembered once the store has ended it', () => {
    const memory = knowing({ 'i:l1': INTENT, 'e:t1': expectation(100) });
    memory.owe(traps, 'i:l1', undefined);
    memory.told(traps);
    expect(missed(memory, {}, 20).set).toEqual({ 'e:t1': expectation(100) });
  });

  it('lasts until the store is told, whatever is learned of it meanwhile', () => {
    const memory = new JournalMemory();
    memory.owe(traps, 'i:l1', INTENT);
    memory.know(traps, new Map(), 10);
    expect(missed(memory, {}, 10).set).toEqual({ 'i:l1': INTENT });
    memory.told(traps);
    expect(missed(memory, {}, 10)).toEqual(NOTHING);
  });
});

describe('what the other replicas have dropped', () => {
  const both = { 'i:l1': INTENT, 'e:t1': expectation(100) };

  it.each<[string, Fields, Fields]>([
    ['all that the store does not hold any more', {}, {}],
    ['nothing that it holds', both, both],
    ['an announcement alone', { 'e:t1': expectation(100) }, { 'e:t1': expectation(100) }],
  ])('is forgotten: %s', (_, stored, left) => {
    const memory = knowing(both);
    for (const remembered of memory.remembered('northbank')) memory.forget(remembered, fieldsOf(stored));
    expect(missed(memory, {}, 20).set).toEqual(left);
  });

  it('is not forgotten where this replica has set it anew since the store was asked', () => {
    const memory = knowing(both);
    const remembered = memory.remembered('northbank');
    memory.apply(traps, { set: fieldsOf({ 'e:t1': expectation(200) }) });
    for (const one of remembered) memory.forget(one, new Map());
    expect(missed(memory, {}, 20).set).toEqual({ 'e:t1': expectation(200) });
  });

  it('is asked for where an expectation is remembered, with since when the store did', () => {
    const memory = knowing(both);
    memory.know(gateways, fieldsOf({ 'i:l1': INTENT }), 10);
    memory.know(elsewhere, fieldsOf(both), 10);
    expect(memory.remembered('northbank')).toEqual([{ open: traps, since: 10, fields: fieldsOf(both) }]);
  });
});

describe('the clusters that a replica looks after', () => {
  it.each<[string, (memory: JournalMemory) => void, readonly OpenJournal[]]>([
    [
      'those with an expectation',
      (memory) => {
        memory.know(traps, fieldsOf({ 'e:t1': expectation(100) }), 10);
      },
      [traps],
    ],
    [
      'those with something to tell the store',
      (memory) => {
        memory.owe(traps, 'i:l1', INTENT);
      },
      [traps],
    ],
    [
      'those with something to end in the store',
      (memory) => {
        memory.owe(traps, 'i:l1', undefined);
      },
      [traps],
    ],
    [
      'none with announcements alone',
      (memory) => {
        memory.know(traps, fieldsOf({ 'i:l1': INTENT }), 10);
      },
      [],
    ],
    [
      'none whose journal was found empty',
      (memory) => {
        memory.know(traps, fieldsOf({ 'e:t1': expectation(100) }), 10);
        memory.know(traps, new Map(), 10);
      },
      [],
    ],
    [
      'none whose last expectation is dropped',
      (memory) => {
        memory.know(traps, fieldsOf({ 'e:t1': expectation(100) }), 10);
        memory.apply(traps, { remove: ['e:t1'] });
      },
      [],
    ],
    [
      'none that owes nothing any more',
      (memory) => {
        memory.owe(traps, 'i:l1', INTENT);
        memory.told(traps);
      },
      [],
    ],
    [
      'only those of the tenant asked for',
      (memory) => {
        for (const open of [traps, gateways, elsewhere]) memory.owe(open, 'i:l1', INTENT);
      },
      [traps, gateways],
    ],
  ])('are %s', (_, happens, open) => {
    const memory = new JournalMemory();
    happens(memory);
    expect(memory.open('northbank')).toEqual(open);
  });
});
