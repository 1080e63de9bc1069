import { OdooSession } from '@libs/odoo-client';
import { Logger } from '@nestjs/common';
import type { OdooSettings } from '../../../config/configuration';
import { NOTHING_SAVED, type MappingSource } from '../../mapping/mapping-source';
import { OdooAdapter } from './odoo.adapter';
import type { OdooPolicies } from './odoo-write-back';

/**
 * The adapter for one account on one database. It connects at its first call.
 * @param saved where administrators keep a mapping of their own
 * @throws MappingError when the settings hold an expression that cannot be used
 */
export function createOdooAdapter(
  settings: OdooSettings,
  policies: OdooPolicies,
  saved: MappingSource = NOTHING_SAVED,
): OdooAdapter {
  const { url, db, username, password, timeoutMs, categoryId, pageSize, writeTimeoutMs } = settings;
  const logger = new Logger('Odoo');
  const session = new OdooSession({
    url,
    db,
    username,
    password,
    timeoutMs,
    transport: settings.transport,
    lang: settings.lang,
    ...(settings.companyIds.length > 0 && { companyIds: settings.companyIds }),
    onWarning: (text) => {
      logger.warn({ system: 'odoo', url: session.url }, text);
    },
  });
  const options = { categoryId, pageSize, writeTimeoutMs };
  return new OdooAdapter(session, { settings, saved }, options, policies);
}
