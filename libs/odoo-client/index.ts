export { decodeMethodCall, decodeMethodResponse } from './xmlrpc/decode-message';
export type { DecodeLimits, XmlRpcAnswer, XmlRpcCall } from './xmlrpc/decode-message';
export { encodeMethodCall, isSendableText, UnsendableValueError } from './xmlrpc/encode-call';
export type { XmlRpcArgument } from './xmlrpc/encode-call';
export { isStruct } from './xmlrpc/xmlrpc-value';
export type { XmlRpcStruct, XmlRpcValue } from './xmlrpc/xmlrpc-value';
export { XmlRpcSyntaxError } from './xmlrpc/xmlrpc-syntax.error';
export type { XmlRpcSyntaxKind } from './xmlrpc/xmlrpc-syntax.error';
