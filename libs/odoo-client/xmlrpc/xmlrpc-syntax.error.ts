/**
 * Why a body is no XML-RPC message. `cut`: it ends too early, as after a lost connection. `foreign`: HTML or plain text, so a proxy or a web
 * application answered. `malformed`: it breaks the format. `too_large`: it is beyond the reader's limits.
 */
export type XmlRpcSyntaxKind = 'cut' | 'foreign' | 'malformed' | 'too_large';

/** The message says what was expected where; it never quotes the body. */
export class XmlRpcSyntaxError extends Error {
  constructor(
    readonly kind: XmlRpcSyntaxKind,
    what: string,
    /** Bytes from the start of the body. */
    readonly offset: number,
  ) {
    super(`${what} (byte ${offset})`);
    this.name = 'XmlRpcSyntaxError';
  }
}
