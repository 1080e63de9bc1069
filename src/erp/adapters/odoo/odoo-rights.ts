import { majorOf, type OdooSession, type OdooVersion } from '@libs/odoo-client';
import {
  UpstreamAccessError,
  UpstreamConfigurationError,
  UpstreamProtocolError,
  UpstreamRejectedError,
} from '@libs/upstream';
import type { ErpRight } from '../../erp-description';
import { saying } from './odoo-saying';

/** Odoo 18 brought `has_access`, and says of `check_access_rights` that it will go. */
const FIRST_WITH_HAS_ACCESS = 18;

type Operation = 'read' | 'write';

/** What the account may do with the records of a model, before any record rule. */
export class OdooRights {
  constructor(private readonly session: OdooSession) {}

  /** @throws UpstreamError when Odoo cannot be asked; a model that it does not know is an answer */
  async of(model: string, version: OdooVersion, signal?: AbortSignal): Promise<ErpRight> {
    try {
      const read = await this.may(model, 'read', version, signal);
      return { model, installed: true, read, write: await this.may(model, 'write', version, signal) };
    } catch (error) {
      if (error instanceof UpstreamRejectedError || error instanceof UpstreamConfigurationError) {
        return { model, installed: false, read: false, write: false };
      }
      throw error;
    }
  }

  /** Odoo's own sentence on who may write; undefined where it does not say. */
  async whoMayWrite(model: string, signal?: AbortSignal): Promise<string | undefined> {
    try {
      await this.session.executeKw(model, 'check_access_rights', ['write'], {}, { signal });
      return undefined;
    } catch (error) {
      if (error instanceof UpstreamAccessError) return saying(error);
      // A later Odoo without this method: the right is known to be missing, only the groups are not.
      if (error instanceof UpstreamConfigurationError || error instanceof UpstreamProtocolError)
        return undefined;
      throw error;
    }
  }

  private async may(
    model: string,
    operation: Operation,
    version: OdooVersion,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const answer = hasAccessMethod(version)
      ? await this.session.executeKw(model, 'has_access', [[], operation], {}, { signal })
      : await this.session.executeKw(
          model,
          'check_access_rights',
          [operation],
          { raise_exception: false },
          { signal },
        );
    return answer === true;
  }
}

/** A server that offers nothing that would tell its version has JSON-2 alone, and so is a later one. */
function hasAccessMethod(version: OdooVersion): boolean {
  return version.serie === '' || majorOf(version) >= FIRST_WITH_HAS_ACCESS;
}
