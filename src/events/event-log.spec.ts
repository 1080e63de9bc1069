import { UnreliableStore } from '../../test/integration/platform/support/unreliable-store';
import { loadConfiguration } from '../config/load-configuration';
import { Metrics } from '../metrics/metrics';
import { EventLog } from './event-log';

const configuration = loadConfiguration({
  MICROSHARE_API_URL: 'http://microshare.invalid',
  MICROSHARE_AUTH_URL: 'http://microshare.invalid',
  MICROSHARE_CLIENT_ID: 'none',
  MICROSHARE_USERNAME: 'none',
  MICROSHARE_PASSWORD: 'none',
  SESSION_SECRET: 'no session is ever opened with this',
});

const logs: EventLog[] = [];
afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.onModuleDestroy()));
});

/** A replica on a store that can be cut off, and the types that its streams hear. */
async function replica(store: UnreliableStore): Promise<{ log: EventLog; heard: string[] }> {
  const log = new EventLog(store.store, new Metrics(configuration), configuration);
  logs.push(log);
  await log.onApplicationBootstrap();
  const heard: string[] = [];
  log.onNews((news) => {
    if (news === 'lost') heard.push('lost');
    else heard.push(...news.message.frames.map(({ type }) => type));
  });
  return { log, heard };
}

const closed = (id: string) => ({ type: 'gap_closed', run_id: 'r', finding_id: id }) as const;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('EventLog', () => {
  it('tells its own streams while the store is away, and everybody to read anew when it is back', async () => {
    const store = new UnreliableStore();
    const [one, other] = [await replica(store), await replica(store)];
    store.reachable = false;
    const place = one.log.latestId;
    one.log.publish('a', [closed('1')]);
    await settled();
    expect([one.heard, other.heard]).toEqual([['gap_closed'], []]);
    expect(one.log.latestId).toBe(place);

    store.reachable = true;
    one.log.publish('a', [closed('2')]);
    await settled();
    expect(one.heard).toEqual(['gap_closed', 'read_anew', 'gap_closed']);
    expect(other.heard).toEqual(['read_anew', 'gap_closed']);
  });

  it('makes up for an outage without waiting for the next event', async () => {
    const store = new UnreliableStore();
    const { log, heard } = await replica(store);
    store.reachable = false;
    log.publish('a', [closed('1')]);
    await settled();
    await log.catchUp();
    store.reachable = true;
    await log.catchUp();
    await settled();
    expect(heard).toEqual(['gap_closed', 'read_anew']);
  });

  it('advises to read anew instead of telling more than 200 events of one moment', async () => {
    const { log, heard } = await replica(new UnreliableStore());
    log.publish(
      'a',
      Array.from({ length: 200 }, (_, i) => closed(String(i))),
    );
    await settled();
    expect(heard).toHaveLength(200);
    log.publish(
      'a',
      Array.from({ length: 201 }, (_, i) => closed(String(i))),
    );
    await settled();
    expect(heard.slice(200)).toEqual(['read_anew']);
  });

  it('says that events are lost when the store was emptied', async () => {
    const store = new UnreliableStore();
    const { log, heard } = await replica(store);
    log.publish('a', [closed('1')]);
    await settled();
    for (const part of ['count', 'kept']) await store.inner.delete(`trapline:default:events:${part}`);
    await log.catchUp();
    expect(heard).toEqual(['gap_closed', 'lost']);
  });
});
