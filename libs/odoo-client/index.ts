export { decodeMethodCall, decodeMethodResponse } from './xmlrpc/decode-message';
export type { DecodeLimits, XmlRpcAnswer, XmlRpcCall } from './xmlrpc/decode-message';
export { encodeMethodCall, isSendableText, UnsendableValueError } from './xmlrpc/encode-call';
export type { XmlRpcArgument } from './xmlrpc/encode-call';
export { isStruct } from './xmlrpc/xmlrpc-value';
export type { XmlRpcStruct, XmlRpcValue } from './xmlrpc/xmlrpc-value';
export { XmlRpcSyntaxError } from './xmlrpc/xmlrpc-syntax.error';
export type { XmlRpcSyntaxKind } from './xmlrpc/xmlrpc-syntax.error';
export type { OdooDomain, OdooOperator, OdooTerm, OdooTermValue } from './odoo-domain';
export { OdooFault } from './odoo-fault';
export { endOfLife, majorOf, type OdooVersion, untested } from './odoo-connection';
export { ODOO_TRANSPORTS, type OdooTransportName } from './odoo-transport';
export { insertRows, type LoadAnswer, type LoadProblem } from './odoo-load';
export { OdooSession } from './odoo-session';
export type {
  OdooCallOptions,
  OdooConnection,
  OdooRecord,
  OdooSecrets,
  OdooSessionOptions,
} from './odoo-session';
