import {
  clusterPartsOf,
  dataChecksum,
  devicePartsOf,
  devicesOf,
  isJsonObject,
  type RawCluster,
  type RawDevice,
} from '@libs/microshare-client';
import { CallLog, type LoggedCall } from './call-log';
import { ClusterStore } from './cluster-store';
import { DeviceEndpoints } from './device-endpoints';
import { LoginEndpoints } from './login-endpoints';
import { MicroshareFaults } from './microshare-faults';
import { MicroshareServer } from './microshare-server';
import {
  DEFAULT_ACCOUNT,
  DEFAULT_CLIENT_ID,
  type MicroshareAccount,
  type MicroshareDelays,
  type MicroshareOperation,
  type MicroshareSimulatorOptions,
} from './microshare.options';
import { MicroshareRouter } from './microshare-router';
import { TokenRegistry } from './token-registry';

const HOURS_48 = 48 * 60 * 60 * 1000;
const CONSOLE_USER = 'console@microshare.example';

/** Starts a Microshare on 127.0.0.1 that real HTTP clients can talk to; {@link MicroshareSimulator.close} ends it. */
export async function startMicroshareSimulator(
  options: MicroshareSimulatorOptions = {},
): Promise<MicroshareSimulator> {
  const simulator = new MicroshareSimulator(options);
  await simulator.start(options.port ?? 0);
  return simulator;
}

/**
 * A scriptable Microshare: log-ins and device clusters, with the documented envelope, errors and write semantics.
 * What goes wrong with it is said in the sentences of {@link MicroshareFaults}.
 */
export class MicroshareSimulator extends MicroshareFaults {
  /** The accounts that may log in. */
  readonly accounts: readonly MicroshareAccount[];
  readonly clientId: string;
  private readonly store: ClusterStore;
  private readonly tokens: TokenRegistry;
  private readonly log = new CallLog();
  private readonly server: MicroshareServer;
  private readonly basePath: string;
  private readonly now: () => number;
  private delays: MicroshareDelays;
  private beforeWrite: (() => void)[] = [];
  private origin = '';

  constructor(options: MicroshareSimulatorOptions) {
    super();
    this.accounts = options.accounts ?? [DEFAULT_ACCOUNT];
    this.clientId = options.clientId ?? DEFAULT_CLIENT_ID;
    this.now = options.now ?? Date.now;
    this.basePath = (options.basePath ?? '').replace(/\/+$/, '');
    this.delays = { authMs: 0, discoveryMs: 0, readMs: 0, writeMs: 0, ...options.delays };
    this.store = new ClusterStore(options.clusters ?? [], this.accounts, options.legacyIds ?? false);
    const tokenLifetimeMs = options.tokenLifetimeMs ?? HOURS_48;
    this.tokens = new TokenRegistry(tokenLifetimeMs, this.now);
    const logins = {
      accounts: this.accounts,
      clientId: this.clientId,
      statesExpiresIn: options.statesExpiresIn ?? false,
      refusedLoginStatus: options.refusedLoginStatus ?? 303,
      tokenLifetimeMs,
      now: this.now,
    };
    const devices = {
      putAnswersObject: options.putAnswersObject ?? false,
      dropsUnknownDataKeys: options.dropsUnknownDataKeys ?? false,
      pageLimit: options.pageLimit ?? Infinity,
      now: this.now,
    };
    const router = new MicroshareRouter(
      this.basePath,
      new LoginEndpoints(logins, this.tokens),
      new DeviceEndpoints(devices, this.store),
      this.tokens,
    );
    this.server = new MicroshareServer((request) => {
      const route = router.route(request);
      if (route.operation === undefined) return { delayMs: 0, fault: undefined, answer: route.answer };
      const { operation } = route;
      this.log.add({
        operation,
        method: request.method,
        path: `/${request.path.join('/')}`,
        account: route.account?.username,
        at: this.now(),
      });
      const answer = operation === 'write' ? this.afterForeignWrites(route.answer) : route.answer;
      return {
        delayMs: this.delays[`${operation}Ms`],
        fault: this.script.next(operation, request.path),
        answer,
      };
    });
  }

  async start(port: number): Promise<void> {
    this.origin = await this.server.listen(port);
  }

  async close(): Promise<void> {
    await this.server.close();
  }

  /** Base of `/device`, prefix included. */
  get apiUrl(): string {
    return `${this.origin}${this.basePath}`;
  }

  /** Base of `/oauth2/token`. */
  get authUrl(): string {
    return this.origin;
  }

  /** Base of `/login`. */
  get appUrl(): string {
    return this.origin;
  }

  /** A token as a log-in would give it, without one. */
  tokenFor(username: string): string {
    const account = this.accounts.find((one) => one.username === username);
    if (account === undefined) throw new RangeError(`there is no account ${username}`);
    return this.tokens.issue(account).value;
  }

  /** No token given out so far is accepted any more; logging in again helps. */
  revokesTokens(): void {
    this.tokens.revokeAll();
  }

  /** Changes the usual pace. */
  takes(delays: Partial<MicroshareDelays>): void {
    this.delays = { ...this.delays, ...delays };
  }

  /** Runs just before the next write is applied: between its writer's read and its effect. Once per call. */
  beforeNextWrite(action: () => void): void {
    this.beforeWrite.push(action);
  }

  /** Changes a cluster as if by the console; markers of change move as they do with any write. */
  editCluster(id: string, edit: (cluster: RawCluster) => RawCluster): void {
    const stored = this.store.get(id);
    if (stored === undefined) throw new RangeError(`there is no cluster ${id}`);
    const edited = edit(stored);
    this.store.put({
      ...edited,
      updateDate: new Date(this.now()).toISOString(),
      updaterId: CONSOLE_USER,
      checksum: dataChecksum(edited.data ?? {}),
    });
  }

  /** Puts other hardware into a location, as an installer does: the id changes, guid and location stay. */
  rescan(guid: string, newHardwareId: string): void {
    const found = this.store.findDevice(guid);
    const id = found === undefined ? undefined : clusterPartsOf(found.cluster)?.id;
    if (id === undefined) throw new RangeError(`there is no device ${guid}`);
    this.editCluster(id, (cluster) => ({
      ...cluster,
      data: {
        ...cluster.data,
        devices: devicesOf(cluster).map((device) =>
          devicePartsOf(device).guid === guid ? this.rescanned(device, newHardwareId) : device,
        ),
      },
    }));
  }

  /** Takes a cluster away, as the console does. */
  removeCluster(id: string): void {
    this.store.delete(id);
  }

  share(clusterId: string, username: string): void {
    this.store.share(clusterId, username);
  }

  /** Ends what `share` or the account's settings allow; what an account owns it keeps seeing. */
  unshare(clusterId: string, username: string): void {
    this.store.unshare(clusterId, username);
  }

  /** The calls so far, of one operation or all. */
  calls(operation?: MicroshareOperation): readonly LoggedCall[] {
    return this.log.calls(operation);
  }

  /** How many there were. */
  count(operation?: MicroshareOperation): number {
    return this.log.calls(operation).length;
  }

  forgetCalls(): void {
    this.log.clear();
  }

  /** Resolves once that many calls of the operation have come in; rejects at the deadline, in milliseconds. */
  received(operation: MicroshareOperation, times = 1, deadlineMs = 10_000): Promise<void> {
    return this.log.received(operation, times, deadlineMs);
  }

  /** A cluster as stored now; undefined when there is none. */
  cluster(id: string): RawCluster | undefined {
    return this.store.get(id);
  }

  /** All clusters as stored now. */
  clusters(): readonly RawCluster[] {
    return this.store.all();
  }

  /** The devices of all clusters as stored now. */
  devices(): readonly RawDevice[] {
    return this.store.all().flatMap(devicesOf);
  }

  private afterForeignWrites<Answer>(answer: () => Answer): () => Answer {
    return () => {
      this.beforeWrite.shift()?.();
      return answer();
    };
  }

  private rescanned(device: RawDevice, hardwareId: string): RawDevice {
    const { lora } = device.meta ?? {};
    return {
      ...device,
      id: hardwareId,
      meta: { ...device.meta, ...(isJsonObject(lora) && { lora: { ...lora, DevEUI: hardwareId } }) },
      state: { ...device.state, updateDate: new Date(this.now()).toISOString() },
    };
  }
}
