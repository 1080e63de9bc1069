import { isStruct, type OdooSession } from '@libs/odoo-client';
import { UpstreamAccessError, UpstreamConfigurationError, UpstreamRejectedError } from '@libs/upstream';
import type { CredentialExpiry } from '../../credential-expiry';

const KEYS = 'res.users.apikeys';

/**
 * When the API key of this account ends, as far as Odoo shows it: which of an account's keys is in use it does not say, so
 * that the first one to end counts. Keys of Odoo 16 and 17 do not end.
 * @throws UpstreamError when Odoo cannot be asked
 */
export async function readKeyExpiry(session: OdooSession, signal?: AbortSignal): Promise<CredentialExpiry> {
  if (!session.hasApiKey) return { kind: 'unknown', why: 'a password is used, which does not end by itself' };
  try {
    const field = 'expiration_date';
    const known = await session.executeKw(
      KEYS,
      'fields_get',
      [[field]],
      { attributes: ['type'] },
      { signal },
    );
    if (!isStruct(known) || known[field] === undefined) return { kind: 'never' };
    const domain = [[['user_id', '=', await session.uid(signal)]]];
    const keys = await session.readRecords(
      KEYS,
      'search_read',
      domain,
      { fields: ['scope', field] },
      { signal },
    );
    const usable = keys.filter(({ scope }) => scope === false || scope === 'rpc');
    if (usable.length === 0) return { kind: 'unknown', why: `no ${KEYS} is visible to this account` };
    const ends = usable.flatMap(({ expiration_date: at }) =>
      typeof at === 'string' ? [Date.parse(`${at.replace(' ', 'T')}Z`)] : [],
    );
    if (ends.length === 0) return { kind: 'never' };
    return { kind: 'ends', at: new Date(Math.min(...ends)), among: usable.length };
  } catch (error) {
    const hidden = [UpstreamAccessError, UpstreamRejectedError, UpstreamConfigurationError];
    if (hidden.some((kind) => error instanceof kind)) {
      return { kind: 'unknown', why: `${KEYS} may not be read by this account` };
    }
    throw error;
  }
}
