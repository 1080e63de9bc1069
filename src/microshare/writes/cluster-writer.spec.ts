import { setTimeout as delay } from 'node:timers/promises';
import type { Device } from '@libs/domain';
import { loadConfiguration } from '../../config/load-configuration';
import type { CatalogueService } from '../catalogue.service';
import type { ClusterRounds, RoundResult } from './cluster-round';
import { ClusterWriter } from './cluster-writer';
import type { DeviceChange } from './device-change';

const ACCOUNT = { tenant: 'default', account: 'a' };
const CLUSTER = { id: 'c1', recType: 'io.microshare.trap.packed' };

/** Rounds that read and write at once, or when the test lets them, and remember what they were given. */
class Rounds {
  readonly given: DeviceChange[][] = [];
  reading: Promise<void> = Promise.resolve();
  writing: Promise<void> = Promise.resolve();

  async run({ changes, more }: { changes: readonly DeviceChange[]; more: More }): Promise<RoundResult> {
    await this.reading;
    const all = [...changes, ...more()];
    this.given.push(all);
    await this.writing;
    const outcomes = all.map(({ guid }) => {
      const device = { guid } as Device;
      return {
        ok: true as const,
        result: { cluster: {} as never, before: device, after: null, updatedFields: [] },
      };
    });
    return { outcomes, cluster: undefined };
  }
}

function writerOn(rounds: Rounds): ClusterWriter {
  const configuration = loadConfiguration({
    MICROSHARE_API_URL: 'http://127.0.0.1:1',
    MICROSHARE_AUTH_URL: 'http://127.0.0.1:1',
    MICROSHARE_CLIENT_ID: 'x',
    MICROSHARE_USERNAME: 'x',
    MICROSHARE_PASSWORD: 'x',
    SESSION_SECRET: 'x'.repeat(32),
    SHUTDOWN_TIMEOUT_S: '1',
  });
  return new ClusterWriter(
    rounds as unknown as ClusterRounds,
    { devicesOf: () => undefined } as unknown as CatalogueService,
    configuration,
  );
}

type More = () => readonly DeviceChange[];

/** A promise that the test keeps when it wants to. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

const removal = (guid: string): DeviceChange => ({ kind: 'delete', guid });

describe('ClusterWriter', () => {
  it('takes what arrives until the cluster is read into one round, and what arrives later into the next', async () => {
    const rounds = new Rounds();
    const writer = writerOn(rounds);
    const [reading, writing] = [gate(), gate()];
    rounds.reading = reading.passed;
    rounds.writing = writing.passed;
    const all: Promise<unknown>[] = [];
    const submit = async (...guids: string[]): Promise<void> => {
      all.push(...guids.map((guid) => writer.submit(ACCOUNT, CLUSTER, removal(guid))));
      await new Promise(setImmediate);
    };
    await submit('a', 'b');
    await submit('c');
    reading.open();
    await new Promise(setImmediate);
    await submit('d', 'e');
    writing.open();
    await Promise.all(all);
    expect(rounds.given.map((round) => round.map(({ guid }) => guid))).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });

  it('loses no change that is submitted in the very moment in which a queue runs empty', async () => {
    const writer = writerOn(new Rounds());
    for (let turns = 0; turns < 12; turns += 1) {
      let moment: Promise<unknown> = writer.submit(ACCOUNT, CLUSTER, removal('first'));
      for (let i = 0; i < turns; i += 1) moment = moment.then(() => undefined);
      await moment;
      const settled = await Promise.race([
        writer.submit(ACCOUNT, CLUSTER, removal('second')).then(() => 'settled'),
        delay(2_000, 'stuck', { ref: false }),
      ]);
      expect([turns, settled]).toEqual([turns, 'settled']);
    }
  });

  it('keeps the rounds of different accounts apart and their changes in order', async () => {
    const rounds = new Rounds();
    const writer = writerOn(rounds);
    const other = { tenant: 'default', account: 'b' };
    await Promise.all([
      writer.submit(ACCOUNT, CLUSTER, removal('a')),
      writer.submit(other, CLUSTER, removal('b')),
      writer.submit(ACCOUNT, CLUSTER, removal('c')),
    ]);
    expect(rounds.given.map((round) => round.map(({ guid }) => guid))).toEqual([['a'], ['b'], ['c']]);
  });

  it('waits at shutdown for what runs, but not for ever', async () => {
    const rounds = new Rounds();
    const writer = writerOn(rounds);
    const done = writer.submit(ACCOUNT, CLUSTER, removal('a'));
    await writer.beforeApplicationShutdown();
    await expect(Promise.race([done, Promise.reject(new Error('not waited for'))])).resolves.toBeDefined();
    const writing = gate();
    rounds.writing = writing.passed;
    const hanging = writer.submit(ACCOUNT, CLUSTER, removal('b'));
    await writer.beforeApplicationShutdown();
    writing.open();
    await hanging;
  });
});
