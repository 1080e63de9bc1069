import { setTimeout as delay } from 'node:timers/promises';
import type { Device } from '@libs/domain';
import { loadConfiguration } from '../../config/load-configuration';
import type { CatalogueService } from '../catalogue.service';
import type { ClusterRounds, RoundResult } from './cluster-round';
import { ClusterWriter } from './cluster-writer';
import type { DeviceChange } from './device-change';

const ACCOUNT = { tenant: 'default', account: 'a' };
const CLUSTER = { id: 'c1', recType: 'io.microshare.trap.packed' };

/** Rounds that succeed at once, or when the test lets them, and remember what they were given. */
class Rounds {
  readonly given: DeviceChange[][] = [];
  gate: Promise<void> = Promise.resolve();

  async run({ changes }: { changes: readonly DeviceChange[] }): Promise<RoundResult> {
    this.given.push([...changes]);
    await this.gate;
    const outcomes = changes.map(({ guid }) => {
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
  return new ClusterWriter(rounds as unknown as ClusterRounds, {} as CatalogueService, configuration);
}

const removal = (guid: string): DeviceChange => ({ kind: 'delete', guid });

describe('ClusterWriter', () => {
  it('takes the changes of one moment into one round, and those that arrive meanwhile into the next', async () => {
    const rounds = new Rounds();
    const writer = writerOn(rounds);
    let open: () => void = () => undefined;
    rounds.gate = new Promise((resolve) => {
      open = resolve;
    });
    const first = ['a', 'b'].map((guid) => writer.submit(ACCOUNT, CLUSTER, removal(guid)));
    await new Promise(setImmediate);
    const second = ['c', 'd', 'e'].map((guid) => writer.submit(ACCOUNT, CLUSTER, removal(guid)));
    open();
    await Promise.all([...first, ...second]);
    expect(rounds.given.map((round) => round.map(({ guid }) => guid))).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
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
    let open: () => void = () => undefined;
    rounds.gate = new Promise((resolve) => {
      open = resolve;
    });
    const hanging = writer.submit(ACCOUNT, CLUSTER, removal('b'));
    await writer.beforeApplicationShutdown();
    open();
    await hanging;
  });
});
