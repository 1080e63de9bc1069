import type { XmlRpcArgument } from './xmlrpc/encode-call';
import type { XmlRpcValue } from './xmlrpc/xmlrpc-value';

/** The three ways to talk to Odoo's external API, by the names that settings use. */
export const ODOO_TRANSPORTS = ['xmlrpc', 'jsonrpc', 'json2'] as const;
export type OdooTransportName = (typeof ODOO_TRANSPORTS)[number];

/** How long a call may take, and what cancels it. */
export interface CallLimits {
  /** Deadline of the whole call, in milliseconds. */
  readonly timeoutMs: number;
  /** Its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
}

export interface OdooCredentials {
  readonly db: string;
  readonly username: string;
  /** Password or API key; JSON-2 takes API keys only. */
  readonly password: string;
}

/** A public method of a model, its arguments as Python takes them. */
export interface ModelCall {
  readonly model: string;
  readonly method: string;
  /** By position; for methods of records the list of ids comes first. */
  readonly args: readonly XmlRpcArgument[];
  /** By name, `context` included. */
  readonly kwargs: Readonly<Record<string, XmlRpcArgument>>;
}

/**
 * One way to carry calls of one account. All give the same values, `null` for None, and the errors of `libs/upstream`:
 * never a fault, a traceback or HTML.
 */
export interface OdooTransport {
  readonly name: OdooTransportName;
  /** The user's id. @throws UpstreamAuthenticationError when the credentials are not accepted */
  authenticate(limits: CallLimits): Promise<number>;
  /** @throws UnsendableValueError before anything is sent */
  execute(uid: number, call: ModelCall, limits: CallLimits): Promise<XmlRpcValue>;
}

/** The services behind XML-RPC and JSON-RPC: `common` needs no log-in, `object` takes credentials with every call. */
export interface OdooServices {
  readonly name: 'xmlrpc' | 'jsonrpc';
  /** @param operation our name of the call, for errors */
  call(
    service: 'common' | 'object',
    method: string,
    params: readonly unknown[],
    operation: string,
    limits: CallLimits,
  ): Promise<XmlRpcValue>;
}
