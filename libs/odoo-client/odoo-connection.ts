import {
  UpstreamAccessError,
  UpstreamAuthenticationError,
  UpstreamConfigurationError,
  type HttpPeer,
} from '@libs/upstream';
import { JsonRpcServices } from './jsonrpc-services';
import { Json2Transport } from './json2-transport';
import type {
  CallLimits,
  OdooCredentials,
  OdooServices,
  OdooTransport,
  OdooTransportName,
} from './odoo-transport';
import { RpcTransport } from './rpc-transport';
import { unexpectedAnswer } from './unexpected-answer';
import { XmlRpcServices } from './xmlrpc-services';
import { isStruct } from './xmlrpc/xmlrpc-value';

export interface OdooVersion {
  /** As the server states it, e.g. `17.0` or `17.0+e-20240101`; empty where it offers no service that tells. */
  readonly version: string;
  /** The series, e.g. `17.0`. */
  readonly serie: string;
}

/** Odoo 19 brought JSON-2. */
const FIRST_WITH_JSON2 = 19;
/** The newest of which anything was recorded. */
const NEWEST_TESTED = 19;

/** Finds out what a server offers, and which way to it this account can use. */
export class OdooConnector {
  private readonly xmlrpc: OdooServices;
  private readonly jsonrpc: OdooServices;

  constructor(
    private readonly peer: HttpPeer,
    private readonly credentials: OdooCredentials,
    private readonly wanted: OdooTransportName | 'auto',
    private readonly onWarning: (text: string) => void,
  ) {
    this.xmlrpc = new XmlRpcServices(peer);
    this.jsonrpc = new JsonRpcServices(peer);
  }

  /** Needs no log-in and no database. */
  async version(limits: CallLimits): Promise<OdooVersion> {
    return (await this.offer(limits)).version;
  }

  /**
   * With `auto`: JSON-2 where the server has it and takes the credentials, which it does not do with passwords; else
   * XML-RPC; JSON-RPC where something before Odoo does not let XML-RPC through.
   */
  async choose(limits: CallLimits): Promise<OdooTransport> {
    switch (this.wanted) {
      case 'xmlrpc':
        return new RpcTransport(this.xmlrpc, this.credentials);
      case 'jsonrpc':
        return new RpcTransport(this.jsonrpc, this.credentials);
      case 'json2':
        return new Json2Transport(this.peer, this.credentials);
      case 'auto':
        return this.probe(limits);
    }
  }

  private async probe(limits: CallLimits): Promise<OdooTransport> {
    const { version, services } = await this.offer(limits);
    const json2 = new Json2Transport(this.peer, this.credentials);
    if (services === undefined) return this.json2Alone(json2, limits);
    if (majorOf(version) >= FIRST_WITH_JSON2) {
      try {
        await json2.authenticate(limits);
        return json2;
      } catch (error) {
        if (!(error instanceof UpstreamAuthenticationError) && !isBlocked(error)) throw error;
      }
    }
    const warning = endOfLife(services.name, version);
    if (warning !== undefined) this.onWarning(warning);
    return new RpcTransport(services, this.credentials);
  }

  /** @throws UpstreamAuthenticationError saying that it has to be an API key */
  private async json2Alone(json2: Json2Transport, limits: CallLimits): Promise<OdooTransport> {
    try {
      await json2.authenticate(limits);
      return json2;
    } catch (error) {
      if (!(error instanceof UpstreamAuthenticationError)) throw error;
      throw new UpstreamAuthenticationError(
        'odoo (authenticate): this server offers JSON-2 alone, which takes an API key in place of the password; this one is not accepted',
        { system: 'odoo', operation: 'authenticate', cause: error },
      );
    }
  }

  /** The version, and which services told it; none where both are gone, as announced for Odoo 22. */
  private async offer(
    limits: CallLimits,
  ): Promise<{ readonly version: OdooVersion; readonly services: OdooServices | undefined }> {
    const order = this.wanted === 'jsonrpc' ? [this.jsonrpc, this.xmlrpc] : [this.xmlrpc, this.jsonrpc];
    for (const services of order) {
      try {
        return { version: await readVersion(services, limits), services };
      } catch (error) {
        if (!isBlocked(error)) throw error;
      }
    }
    return { version: { version: '', serie: '' }, services: undefined };
  }
}

/** `22.0`, `saas~19.2` and the like; 0 where the server does not tell. */
export function majorOf({ serie }: OdooVersion): number {
  return Number(/\d+/.exec(serie)?.[0] ?? 0);
}

/** What a server has announced about the transport in use, in words; undefined where there is nothing to say. */
export function endOfLife(transport: OdooTransportName, version: OdooVersion): string | undefined {
  if (transport === 'json2' || majorOf(version) < FIRST_WITH_JSON2) return undefined;
  const name = transport === 'xmlrpc' ? 'XML-RPC' : 'JSON-RPC';
  return (
    `${name} is deprecated in Odoo ${version.serie} and announced to be removed with Odoo 22 (fall 2028): ` +
    'use an API key, so that JSON-2 can take its place'
  );
}

/** What to expect of a server that is newer than all that were tested, in words; undefined for the others. */
export function untested(version: OdooVersion): string | undefined {
  const newest = `the newest that was tested, ${NEWEST_TESTED}.0: it is used as that one is, and may differ`;
  if (version.serie === '') return `Odoo does not tell its version, and may be newer than ${newest}`;
  return majorOf(version) > NEWEST_TESTED ? `Odoo ${version.serie} is newer than ${newest}` : undefined;
}

/** There is no such service at this address, or something before Odoo forbids it. */
function isBlocked(error: unknown): boolean {
  return error instanceof UpstreamConfigurationError || error instanceof UpstreamAccessError;
}

async function readVersion(services: OdooServices, limits: CallLimits): Promise<OdooVersion> {
  const operation = 'version';
  const answer = await services.call('common', operation, [], operation, limits);
  const { server_version: version, server_serie: serie } = isStruct(answer) ? answer : {};
  if (typeof version !== 'string') throw unexpectedAnswer(operation, 'a version');
  return { version, serie: typeof serie === 'string' ? serie : version };
}
