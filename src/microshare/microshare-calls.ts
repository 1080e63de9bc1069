import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import {
  type ClusterAddress,
  type ListCall,
  MicroshareClient,
  type RawCluster,
  type WriteResult,
} from '@libs/microshare-client';
import { UpstreamAuthenticationError } from '@libs/upstream';
import { type PolicyName, UpstreamPolicies } from '../resilience/upstream-policy';
import { AccountTokens } from './account-tokens';
import type { UpstreamAccount } from './upstream-account';

/**
 * Microshare's operations on behalf of an account: each behind its policy, with a token, and with one new log-in and one
 * more try when the token is refused. Errors are those of `libs/upstream`.
 */
@Injectable()
export class MicroshareCalls implements OnApplicationShutdown {
  constructor(
    private readonly client: MicroshareClient,
    private readonly tokens: AccountTokens,
    private readonly policies: UpstreamPolicies,
  ) {}

  /** What is made of every cluster the account can see, with its devices; complete or an error. Takes 20 s and more. */
  discover<T>(
    account: UpstreamAccount,
    make: (cluster: RawCluster) => T,
    call: ListCall = {},
  ): Promise<readonly T[]> {
    const discovered = (token: string): Promise<readonly T[]> => this.client.discoverAs(token, make, call);
    return this.act(account, 'discovery', true, discovered, call.signal);
  }

  readCluster(account: UpstreamAccount, cluster: ClusterAddress, signal?: AbortSignal): Promise<RawCluster> {
    return this.act(
      account,
      'read',
      true,
      (token) => this.client.readCluster(token, cluster, { signal }),
      signal,
    );
  }

  /** Rewrites a whole cluster. Never repeated by itself: after a doubtful outcome somebody must read before writing again. */
  writeCluster(account: UpstreamAccount, cluster: ClusterAddress, content: RawCluster): Promise<WriteResult> {
    return this.act(account, 'write', false, (token) => this.client.writeCluster(token, cluster, content));
  }

  onApplicationShutdown(): void {
    this.client.close();
  }

  private async act<T>(
    account: UpstreamAccount,
    policy: PolicyName,
    idempotent: boolean,
    work: (token: string) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const attempt = (token: string): Promise<T> =>
      this.policies.get(policy).execute(() => work(token), { idempotent, signal });
    const token = await this.tokens.tokenFor(account);
    try {
      return await attempt(token);
    } catch (error) {
      if (!(error instanceof UpstreamAuthenticationError)) throw error;
      await this.tokens.invalidate(account, token);
      return attempt(await this.tokens.tokenFor(account));
    }
  }
}
