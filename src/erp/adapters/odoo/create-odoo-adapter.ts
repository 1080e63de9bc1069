import { OdooSession } from '@libs/odoo-client';
import type { OdooSettings } from '../../../config/configuration';
import type { UpstreamPolicy } from '../../../resilience/upstream-policy';
import { OdooXmlRpcAdapter } from './odoo-xmlrpc.adapter';
import { OdooMapper } from './odoo.mapper';

/** The adapter for one account on one database. It connects at its first call. */
export function createOdooAdapter(
  settings: OdooSettings,
  policy: Pick<UpstreamPolicy, 'execute'>,
): OdooXmlRpcAdapter {
  const { url, db, username, password, timeoutMs, categoryId, pageSize } = settings;
  const session = new OdooSession({ url, db, username, password, timeoutMs });
  return new OdooXmlRpcAdapter(session, new OdooMapper(settings), { categoryId, pageSize }, policy);
}
