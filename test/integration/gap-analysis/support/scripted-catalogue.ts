import type { Device } from '@libs/domain';
import type { CatalogueService, CompleteRead } from '../../../../src/microshare/catalogue.service';
import type { UpstreamAccount } from '../../../../src/microshare/upstream-account';
import type { Gate } from './gate';

export const SERVICE_ACCOUNT: UpstreamAccount = { tenant: 'default', account: 'service' };
export const OTHER_ACCOUNT: UpstreamAccount = { tenant: 'default', account: 'somebody' };

/** The device side in memory: what each account sees, held up and broken by the test. */
export class ScriptedCatalogue implements Pick<CatalogueService, 'serviceAccount' | 'readComplete'> {
  readonly serviceAccount = SERVICE_ACCOUNT;
  devices: readonly Device[] = [];
  readonly maxAges: number[] = [];
  asOf = new Date('2026-11-21T04:58:00.000Z');
  private readonly ofAccount = new Map<string, readonly Device[]>();
  private gate: Gate | undefined;
  private failure: Error | undefined;

  shows(account: UpstreamAccount, devices: readonly Device[]): void {
    this.ofAccount.set(account.account, devices);
  }

  waitsAt(gate: Gate | undefined): void {
    this.gate = gate;
  }

  failsWith(error: Error): void {
    this.failure = error;
  }

  recovers(): void {
    this.failure = undefined;
    this.gate = undefined;
  }

  async readComplete(
    account: UpstreamAccount,
    { maxAgeS, signal }: { readonly maxAgeS: number; readonly signal?: AbortSignal },
  ): Promise<CompleteRead> {
    this.maxAges.push(maxAgeS);
    await this.gate?.pass(signal);
    if (this.failure !== undefined) throw this.failure;
    return { devices: this.ofAccount.get(account.account) ?? this.devices, clusters: [], asOf: this.asOf };
  }
}
