import type { ErpProbe } from './erp-probe';

/** A field of the ERP's record of an inspection point. */
export interface ErpField {
  readonly name: string;
  /** As people see it, in the language of the connection. */
  readonly label: string;
  /** In the ERP's own words, e.g. `char` or `many2one`. */
  readonly type: string;
  /** The model that it leads to, where it leads to one. */
  readonly relation: string | null;
  readonly readonly: boolean;
  readonly required: boolean;
}

/** What the account may do with one kind of record. */
export interface ErpRight {
  readonly model: string;
  /** The ERP has this kind of record: the app that brings it is installed. */
  readonly installed: boolean;
  readonly read: boolean;
  readonly write: boolean;
}

/** The capability record of a connection: what is there, and what this account may do with it. Nothing is a secret. */
export interface ErpDescription extends ErpProbe {
  /** Without credentials; `''` where there is none. */
  readonly address: string;
  /** As the server states it; `''` where it does not. */
  readonly version: string;
  readonly transport: string;
  /** Language in which names are read and written. */
  readonly language: string;
  /** Installed ones; empty where the ERP does not tell. */
  readonly languages: readonly { readonly code: string; readonly name: string }[];
  /** Those of the account; `used`: their records are read and written. */
  readonly companies: readonly { readonly id: string; readonly name: string; readonly used: boolean }[];
  /** Technical names of the installed apps and modules; `null` where this account may not see them. */
  readonly modules: readonly string[] | null;
  readonly rights: readonly ErpRight[];
  readonly fields: readonly ErpField[];
}

/** For an ERP of which no more is known than a probe shows. */
export function describedBy(probe: ErpProbe): ErpDescription {
  return {
    ...probe,
    ...{ address: '', version: '', transport: '', language: '' },
    ...{ languages: [], companies: [], modules: null, rights: [], fields: [] },
  };
}
