import { type DeviceStatus, REC_TYPES } from '@libs/domain';
import type { RawCluster, RawDevice, WriteResult } from '@libs/microshare-client';
import { UpstreamRateLimitedError, UpstreamUnavailableError } from '@libs/upstream';
import { Logger } from '@nestjs/common';
import { rawCluster, rawTrap } from '../../../test/support/clusters';
import { MemoryCacheStore } from '../../cache/drivers/memory/memory-cache.store';
import { ProblemError } from '../../common/problem';
import { loadConfiguration } from '../../config/load-configuration';
import { Metrics } from '../../metrics/metrics';
import type { MicroshareCalls } from '../microshare-calls';
import { ClusterLeases } from './cluster-lease';
import { ClusterRounds } from './cluster-round';
import type { DeviceChange } from './device-change';
import type { Outcome } from './outcome';
import { WriteJournal } from './write-journal';

const ADDRESS = { id: 'c1', recType: REC_TYPES.rodent_sensor };
const ACCOUNT = { tenant: 'default', account: 'a' };
const CONTEXT = { system: 'microshare' as const, operation: 'write' };

const configuration = loadConfiguration({
  MICROSHARE_API_URL: 'http://127.0.0.1:1',
  MICROSHARE_AUTH_URL: 'http://127.0.0.1:1',
  MICROSHARE_CLIENT_ID: 'x',
  MICROSHARE_USERNAME: 'x',
  MICROSHARE_PASSWORD: 'x',
  SESSION_SECRET: 'x'.repeat(32),
});

function trap(guid: string): RawDevice {
  return rawTrap(guid, ['Harbour Foods', 'Mill', 'Hall', `REF-${guid}`, 'Internal', 'Glue']);
}

/** A platform with one cluster, that treats each write as it is told. */
class Platform {
  held: RawCluster = rawCluster(ADDRESS.id, 'Traps', [trap('d1'), trap('d2')]);
  /** A write that is lost may leave the cluster as somebody else's late one does. */
  writes: ('made' | 'lost' | 'refused' | { readonly leaves: readonly RawDevice[] })[] = [];
  readsAfterDoubt = true;
  private doubtful = false;

  readonly calls = {
    readCluster: (): Promise<RawCluster> => {
      if (this.doubtful && !this.readsAfterDoubt)
        return Promise.reject(new UpstreamUnavailableError('read failed', 'answered', CONTEXT));
      return Promise.resolve(structuredClone(this.held));
    },
    writeCluster: (_account: unknown, _address: unknown, content: RawCluster): Promise<WriteResult> => {
      const fate = this.writes.shift() ?? 'made';
      if (fate === 'refused')
        return Promise.reject(new UpstreamRateLimitedError('the rate is limited', CONTEXT));
      if (fate === 'lost' || typeof fate === 'object') {
        this.doubtful = true;
        if (typeof fate === 'object') this.held = { ...this.held, data: { devices: [...fate.leaves] } };
        return Promise.reject(new UpstreamUnavailableError('write failed', 'unknown', CONTEXT));
      }
      this.held = structuredClone(content);
      return Promise.resolve({});
    },
  } as unknown as MicroshareCalls;
}

async function round(platform: Platform, changes: readonly DeviceChange[]): Promise<readonly Outcome[]> {
  const store = new MemoryCacheStore();
  const rounds = new ClusterRounds(
    platform.calls,
    new ClusterLeases(store, configuration),
    new WriteJournal(store, configuration),
    new Metrics(configuration),
  );
  const show = (): Promise<void> => Promise.resolve();
  const { outcomes } = await rounds.run({ account: ACCOUNT, address: ADDRESS, changes, show });
  await store.close();
  return outcomes;
}

/** What callers are told, in a word each. */
function told(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((outcome) => {
    if (outcome.ok) return 'done';
    const { error } = outcome;
    if (!(error instanceof ProblemError)) return 'not made';
    return error.options.extensions?.['outcome'] === 'unknown' ? 'unknown' : String(error.status);
  });
}

const status = (guid: string, value: DeviceStatus): DeviceChange => ({
  kind: 'update',
  guid,
  fields: { status: value },
  allowDuplicate: false,
});
const removal = (guid: string): DeviceChange => ({ kind: 'delete', guid });
const creation = (guid: string, erpReference: string): DeviceChange => ({
  kind: 'create',
  guid,
  fields: {
    customer: 'Harbour Foods',
    site: 'Mill',
    area: 'Hall',
    erpReference,
    placement: 'Internal',
    configuration: 'Glue',
    hardwareId: '',
    status: 'pending',
  },
  allowDuplicate: false,
  repeatable: false,
});

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('a round whose write is in doubt, and whose cluster cannot be read any more', () => {
  it('acknowledges no change that found what a change before it was to write', async () => {
    const platform = new Platform();
    platform.writes = ['lost'];
    platform.readsAfterDoubt = false;
    const outcomes = await round(platform, [status('d1', 'inactive'), status('d1', 'inactive')]);
    expect(told(outcomes)).toEqual(['unknown', 'unknown']);
  });

  it('refuses nobody for what a change before it was to do', async () => {
    const platform = new Platform();
    platform.writes = ['lost'];
    platform.readsAfterDoubt = false;
    const outcomes = await round(platform, [removal('d1'), status('d1', 'inactive'), removal('d9')]);
    expect(told(outcomes)).toEqual(['unknown', 'unknown', '404']);
  });
});

describe('a round whose write was refused', () => {
  it('tells so all who depend on it', async () => {
    const platform = new Platform();
    platform.writes = ['refused'];
    const outcomes = await round(platform, [
      removal('d1'),
      status('d1', 'inactive'),
      creation('d3', 'NEW'),
      creation('d4', 'NEW'),
      creation('d5', 'REF-d2'),
      status('d2', 'pending'),
    ]);
    expect(told(outcomes)).toEqual(['not made', 'not made', 'not made', 'not made', '409', 'not made']);
  });
});

describe('a round between whose writes a late one of somebody else arrives', () => {
  it('refuses no change that one of its own writes has made after all', async () => {
    const platform = new Platform();
    const inactive = { ...trap('d1'), status: 'inactive' };
    platform.writes = [{ leaves: [trap('d2')] }, { leaves: [inactive, trap('d2')] }];
    const outcomes = await round(platform, [status('d1', 'inactive'), status('d2', 'inactive')]);
    expect(told(outcomes)).toEqual(['done', 'done']);
  });
});

describe('a round whose write did not arrive', () => {
  it('tries it again, and whoever was refused because of it', async () => {
    const platform = new Platform();
    platform.writes = ['lost'];
    const outcomes = await round(platform, [
      status('d1', 'inactive'),
      status('d1', 'inactive'),
      removal('d2'),
      status('d2', 'inactive'),
    ]);
    expect(told(outcomes)).toEqual(['done', 'done', 'done', '404']);
    expect(platform.held).toMatchObject({ data: { devices: [{ guid: 'd1', status: 'inactive' }] } });
  });
});
