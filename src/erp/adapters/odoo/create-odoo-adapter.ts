import { OdooSession } from '@libs/odoo-client';
import { Logger } from '@nestjs/common';
import type { OdooSettings } from '../../../config/configuration';
import { OdooAdapter } from './odoo.adapter';
import type { OdooPolicies } from './odoo-write-back';
import { OdooMapper } from './odoo.mapper';

/** The adapter for one account on one database. It connects at its first call. */
export function createOdooAdapter(settings: OdooSettings, policies: OdooPolicies): OdooAdapter {
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
  return new OdooAdapter(
    session,
    new OdooMapper(settings),
    { categoryId, pageSize, writeTimeoutMs },
    policies,
  );
}
