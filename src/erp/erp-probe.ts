/** What a connection test found. Nothing here is a secret. */
export interface ErpProbe {
  /** Vendor and version as the server states them, e.g. `Odoo 17.0`. */
  readonly server: string;
  /** The account that answered. */
  readonly account: string;
  /** How many inspection points this account can see, archived ones included. */
  readonly visiblePoints: number;
  /** What an administrator has to mend, in his words (group, model, field, category); empty when all is well. */
  readonly missing: readonly string[];
  /** What works today and will not for ever, in words; empty when there is nothing. */
  readonly warnings: readonly string[];
}
