import { OdooFault } from '@libs/odoo-client';

/** Odoo's own words, which name the groups that have a right, or the bad value; without our name of the call. */
export function saying(error: Error): string {
  return error.cause instanceof OdooFault ? error.cause.detail : error.message;
}
