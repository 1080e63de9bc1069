/** Until when the credentials of a connection are accepted, as far as that is known. */
export type CredentialExpiry =
  | {
      readonly kind: 'ends';
      readonly at: Date;
      /** Keys that it may be, of which this is the first to end; the ERP does not tell which one is in use. */
      readonly among: number;
    }
  | { readonly kind: 'never' }
  | { readonly kind: 'unknown'; readonly why: string };
