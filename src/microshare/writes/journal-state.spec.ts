import type { DeviceFields } from '@libs/domain';
import { rawCluster } from '../../../test/support/clusters';
import { ClusterDraft } from './cluster-draft';
import { type Snapshot, snapshotJson } from './cluster-snapshot';
import type { Evidence, Recorded, RecordedExpectation } from './expectation';
import { announced, expectedOf, type Intent, type JournalState, readJournal } from './journal-state';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const ARRIVAL_MS = 60_000;
const DAY_MS = 86_400_000;
/** The store has remembered for long: it presumes nothing. */
const SINCE = NOW - 30 * DAY_MS;

const FIELDS: DeviceFields = {
  customer: 'Harbour Foods',
  site: 'Dock Street Mill',
  area: 'Cellar',
  erpReference: 'HF_0001',
  placement: 'Internal',
  configuration: 'Glue',
  hardwareId: 'A1',
  status: 'active',
};

/** What a write would leave: one trap in this area. */
function trapIn(area: string): Snapshot {
  const draft = new ClusterDraft(rawCluster('c1', 'Traps', []));
  const devices = [draft.add('t1', { ...FIELDS, area })];
  return JSON.parse(snapshotJson({ summary: draft.summary, devices })) as Snapshot;
}

const intent = (more: Partial<Intent> = {}): Intent => ({ fence: 5, since: SINCE, at: NOW, ...more });
const recorded = (more: Partial<Recorded> = {}): Recorded => ({ fence: 7, since: SINCE, ...more });

function journal(intents: Readonly<Record<string, Intent>>, since = SINCE): JournalState {
  const fields = Object.entries(intents).map(([name, one]) => [`i:${name}`, JSON.stringify(one)] as const);
  return readJournal(new Map(fields), since, ARRIVAL_MS);
}

/** What is known of the only write announced, as to an expectation. */
const evidenceOf = (one: Intent, expectation: Recorded = recorded()): Evidence =>
  journal({ one }).evidenceFor(expectation);

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('the fields of a journal', () => {
  it('are named by the lease for a write, and by the device for an expectation', () => {
    const lease = {
      fence: 1,
      guard: { key: 'k', value: 'lease-1' },
      isHeld: () => true,
      release: () => Promise.resolve(),
    };
    expect(announced(lease)).toBe('i:lease-1');
    expect(expectedOf(announced(lease))).toBeUndefined();
    expect(expectedOf('e:t1')).toBe('t1');
  });
});

describe('readJournal', () => {
  it('finds no danger and nothing to expect in an empty journal', () => {
    const state = journal({});
    expect(state).toMatchObject({ danger: false, since: SINCE, expired: [] });
    expect([state.expectations.size, state.presumed.size]).toEqual([0, 0]);
    expect(state.evidenceFor(recorded()).recent).toBe(false);
  });

  it('finds expectations by device, and no danger in them alone', () => {
    const expectation: RecordedExpectation = {
      ...recorded(),
      expectation: { kind: 'absent', guid: 't1' },
      account: { tenant: 'northbank', account: 'a1' },
      at: NOW,
    };
    const state = readJournal(new Map([['e:t1', JSON.stringify(expectation)]]), SINCE, ARRIVAL_MS);
    expect([...state.expectations]).toEqual([['t1', expectation]]);
    expect(state).toMatchObject({ danger: false, expired: [] });
  });

  it.each<[string, Intent, boolean]>([
    ['just announced', intent(), true],
    ['whose holder is silent for almost a day', intent({ at: NOW - DAY_MS + 1 }), true],
    ['whose holder is silent for a day', intent({ at: NOW - DAY_MS }), false],
    ['in doubt for a moment more', intent({ settledAt: NOW + 1 }), true],
    ['whose doubt is over', intent({ settledAt: NOW }), false],
    ['in doubt still, though announced a day ago', intent({ at: NOW - DAY_MS, settledAt: NOW + 1 }), true],
  ])('tells whether a write can arrive, and drops it when it cannot: one %s', (_, one, danger) => {
    expect(journal({ one })).toMatchObject({ danger, expired: danger ? [] : ['i:one'] });
  });

  it('is in danger as long as any write can arrive, and drops only the others', () => {
    const state = journal({ live: intent(), settled: intent({ settledAt: NOW - 1 }) });
    expect(state).toMatchObject({ danger: true, expired: ['i:settled'] });
  });
});

describe('evidence about an expectation', () => {
  it.each<[string, Intent, boolean]>([
    ['just announced', intent(), true],
    ['that may just have arrived', intent({ at: NOW - ARRIVAL_MS + 1 }), true],
    ['whose holder is silent for longer than it may take', intent({ at: NOW - ARRIVAL_MS }), false],
    ['whose holder is silent for a day', intent({ at: NOW - DAY_MS }), false],
    ['in doubt', intent({ at: NOW - DAY_MS, settledAt: NOW + 1 }), true],
    ['that may have arrived before its doubt was over', intent({ settledAt: NOW - 1 }), true],
    ['made under a later lease', intent({ fence: 8 }), false],
  ])('tells whether a state from before may come from a write %s', (_, one, recent) => {
    expect(evidenceOf(one).recent).toBe(recent);
  });

  it.each<[string, Intent, Recorded, 'earlier' | 'later']>([
    ['an earlier lease', intent({ fence: 6 }), recorded(), 'earlier'],
    ['the lease that recorded it', intent({ fence: 7 }), recorded(), 'earlier'],
    ['a later lease', intent({ fence: 8 }), recorded(), 'later'],
    ['a higher token of a store emptied since', intent({ fence: 9, since: 1 }), recorded(), 'earlier'],
    ['a higher token of a store filled since', intent({ fence: 9 }), recorded({ since: 1 }), 'earlier'],
  ])('counts a write under %s by what it can have known', (_, one, expectation, side) => {
    const known = evidenceOf({ ...one, devices: trapIn('Loft') }, expectation);
    expect({ earlier: known.earlier.holds('t1'), later: known.later.holds('t1') }).toEqual({
      earlier: side === 'earlier',
      later: side === 'later',
    });
  });

  it.each<[string, Intent]>([
    ['can arrive', intent()],
    ['can arrive no more', intent({ settledAt: NOW - 1 })],
    ['is a day old', intent({ at: NOW - DAY_MS })],
  ])('knows by content what a write would leave that %s', (_, one) => {
    const { earlier } = evidenceOf({ ...one, devices: trapIn('Loft') });
    expect([earlier.holds('t1'), earlier.lacks('t1')]).toEqual([true, false]);
    expect([earlier.holds('t2'), earlier.lacks('t2')]).toEqual([false, true]);
    expect(earlier.restores('t1', 'area', 'Loft')).toBe(true);
    expect(earlier.restores('t1', 'area', 'Cellar')).toBe(false);
    expect(earlier.restores('t1', 'site', 'Loft')).toBe(false);
    expect(earlier.restores('t2', 'area', 'Loft')).toBe(false);
  });

  it('knows of a write without content that it may have arrived, and nothing of what it leaves', () => {
    const { recent, earlier } = evidenceOf(intent());
    expect(recent).toBe(true);
    expect([earlier.holds('t1'), earlier.lacks('t1')]).toEqual([false, false]);
    expect(earlier.restores('t1', 'area', 'Cellar')).toBe(false);
  });

  it('keeps what each of several writes would leave', () => {
    const state = journal({
      one: intent({ devices: trapIn('Loft') }),
      other: intent({ devices: trapIn('Yard') }),
      empty: intent({ devices: [] }),
      next: intent({ fence: 8, devices: trapIn('Hall') }),
    });
    const { earlier, later } = state.evidenceFor(recorded());
    const areas = ['Loft', 'Yard', 'Hall'];
    expect(areas.filter((area) => earlier.restores('t1', 'area', area))).toEqual(['Loft', 'Yard']);
    expect(areas.filter((area) => later.restores('t1', 'area', area))).toEqual(['Hall']);
    expect([earlier.lacks('t1'), later.lacks('t1')]).toEqual([true, false]);
  });
});

describe('an emptied store', () => {
  const emptied = NOW - ARRIVAL_MS + 1;

  it('presumes a write that can arrive until the doubt is over, and has it written down', () => {
    const state = journal({}, emptied);
    expect(state).toMatchObject({ danger: true, since: emptied, expired: [] });
    expect([...state.presumed.keys()]).toEqual([`i:before-${emptied}`]);
  });

  it.each<[string, Recorded]>([
    ['before it was emptied', recorded({ since: SINCE })],
    ['since', recorded({ fence: 1, since: emptied })],
  ])('may have forgotten a write that undoes what was recorded %s', (_, expectation) => {
    expect(journal({}, emptied).evidenceFor(expectation).recent).toBe(true);
  });

  it('presumes nothing once the doubt is over', () => {
    const state = journal({}, NOW - ARRIVAL_MS);
    expect([state.danger, state.presumed.size]).toEqual([false, 0]);
    expect(state.evidenceFor(recorded()).recent).toBe(false);
  });

  it('keeps the presumed write as evidence after the doubt, for one last look, if it was written down', () => {
    const { presumed } = journal({}, emptied);
    jest.setSystemTime(NOW + 1);
    const state = readJournal(presumed, emptied, ARRIVAL_MS);
    expect(state).toMatchObject({ danger: false, expired: [`i:before-${emptied}`] });
    expect(state.evidenceFor(recorded({ fence: 1, since: emptied })).recent).toBe(true);
  });

  it('stays in danger of a presumed write that was written down already', () => {
    const state = readJournal(journal({}, emptied).presumed, emptied, ARRIVAL_MS);
    expect(state).toMatchObject({ danger: true, expired: [] });
  });
});
