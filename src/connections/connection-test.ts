import { Injectable } from '@nestjs/common';
import {
  UpstreamAccessError,
  UpstreamAuthenticationError,
  UpstreamConfigurationError,
  UpstreamError,
  UpstreamUnavailableError,
} from '@libs/upstream';
import { problemOfUpstream } from '../common/upstream-problem';
import { Configuration } from '../config/configuration';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { ErpConnections } from '../erp/erp-connections';
import { KeysInUse } from '../erp/keys/keys-in-use';
import { AccountTokens } from '../microshare/account-tokens';

/** What trying a connection has shown. */
export interface ConnectionFinding {
  /** `microshare`, or the ERP's own name, e.g. `odoo`. */
  readonly system: string;
  readonly works: boolean;
  readonly tookMs: number;
  /** What answered, or why nothing did. */
  readonly detail: string;
  /** What an administrator has to do; empty when all is well. */
  readonly remedies: readonly string[];
  /** What works today and may not be enough, or not for ever. */
  readonly warnings: readonly string[];
}

interface Shown {
  readonly detail: string;
  readonly remedies: readonly string[];
  readonly warnings: readonly string[];
}

/** Tries the connections with the service accounts, now, past everything that is kept in memory. */
@Injectable()
export class ConnectionTest {
  constructor(
    private readonly configuration: Configuration,
    private readonly accounts: AccountTokens,
    private readonly erp: BaseErpAdapter,
    private readonly connections: ErpConnections,
    private readonly keys: KeysInUse,
  ) {}

  /** Never throws for a connection that does not work: that is a finding. */
  run(signal?: AbortSignal): Promise<readonly ConnectionFinding[]> {
    const { adapter } = this.configuration.erp;
    return Promise.all([
      attempt('microshare', MICROSHARE_REMEDIES, () => this.microshare(signal)),
      ...(adapter === 'none'
        ? []
        : [attempt(this.erp.capabilities().system, ERP_REMEDIES, () => this.erpAccount(signal))]),
    ]);
  }

  private async microshare(signal?: AbortSignal): Promise<Shown> {
    const { username, password, apiUrl } = this.configuration.microshare;
    await this.accounts.login(username, password, signal);
    return { detail: `${apiUrl} has accepted the log-in of ${username}`, remedies: [], warnings: [] };
  }

  private async erpAccount(signal?: AbortSignal): Promise<Shown> {
    const { server, account, visiblePoints, missing, warnings } = await this.connections.read(signal);
    const detail = `${server}; ${account} sees ${visiblePoints} inspection points`;
    return { detail, remedies: missing, warnings: [...warnings, ...(await this.aboutKey(signal))] };
  }

  /** Why the API key is not going to be exchanged by itself, where it should be. */
  private async aboutKey(signal?: AbortSignal): Promise<readonly string[]> {
    const { erp } = this.configuration;
    if (erp.adapter !== 'odoo' || erp.odoo.apiKeyRotation === 'off') return [];
    const standing = await this.keys.standing();
    const { problem = null, remedy = null } = standing ?? {};
    const told = problem === null ? await this.erp.keys()?.obstacle(signal) : { problem, remedy };
    return told === undefined
      ? []
      : [`The API key is not exchanged by itself: ${told.problem}. ${told.remedy ?? ''}`.trim()];
  }
}

/** What to do, by the kind of error; each error is looked for among its own kind first. */
type Remedies = readonly (readonly [new (...args: never[]) => UpstreamError, string])[];

const MICROSHARE_REMEDIES: Remedies = [
  [
    UpstreamAuthenticationError,
    'Check MICROSHARE_USERNAME and MICROSHARE_PASSWORD, and MICROSHARE_CLIENT_ID with oauth.',
  ],
  [
    UpstreamAccessError,
    'Give the service account the right to read and write device clusters in Microshare.',
  ],
  [UpstreamConfigurationError, 'Check MICROSHARE_API_URL, MICROSHARE_AUTH_URL and MICROSHARE_AUTH_METHOD.'],
  [
    UpstreamUnavailableError,
    'Check MICROSHARE_API_URL, and that this machine reaches it. If it does, wait: Microshare is down.',
  ],
];

const ERP_REMEDIES: Remedies = [
  [
    UpstreamAuthenticationError,
    'Check ODOO_USERNAME and ODOO_PASSWORD; an API key of that user will do as password.',
  ],
  [UpstreamAccessError, 'Give the user of ODOO_USERNAME the right to read products and their categories.'],
  [UpstreamConfigurationError, 'Check ODOO_URL, ODOO_DB and the fields that ODOO_…_FROM name.'],
  [
    UpstreamUnavailableError,
    'Check ODOO_URL, and that this machine reaches it. If it does, wait: the ERP is down.',
  ],
];

const LAST_RESORT = 'Look for the request id in the log of Trapline.';

async function attempt(
  system: string,
  remedies: Remedies,
  work: () => Promise<Shown>,
): Promise<ConnectionFinding> {
  const began = performance.now();
  const took = (): number => Math.round(performance.now() - began);
  try {
    const shown = await work();
    return { system, works: shown.remedies.length === 0, tookMs: took(), ...shown };
  } catch (error) {
    const problem = problemOfUpstream(error);
    if (problem === undefined) throw error;
    const remedy = remedies.find(([kind]) => error instanceof kind)?.[1] ?? LAST_RESORT;
    return {
      system,
      works: false,
      tookMs: took(),
      detail: problem.message,
      remedies: [remedy],
      warnings: [],
    };
  }
}
