import { OdooSession, type OdooSessionOptions } from '@libs/odoo-client';
import { Logger } from '@nestjs/common';
import type { OdooSettings } from '../../../config/configuration';
import type { KeySource } from '../../erp-keys';
import { NOTHING_SAVED, type MappingSource } from '../../mapping/mapping-source';
import { OdooAdapter } from './odoo.adapter';
import type { OdooPolicies } from './odoo-write-back';

/**
 * The adapter for one account on one database. It connects at its first call.
 * @param saved where administrators keep a mapping of their own
 * @param keys who knows the API key in use; without it that is the one of the settings
 * @throws MappingError when the settings hold an expression that cannot be used
 */
export function createOdooAdapter(
  settings: OdooSettings,
  policies: OdooPolicies,
  saved: MappingSource = NOTHING_SAVED,
  keys?: KeySource,
): OdooAdapter {
  const { url, db, username, password, timeoutMs, categoryId, pageSize, writeTimeoutMs } = settings;
  const logger = new Logger('Odoo');
  const account: OdooSessionOptions = {
    url,
    db,
    username,
    password,
    timeoutMs,
    transport: settings.transport,
    lang: settings.lang,
    ...(settings.companyIds.length > 0 && { companyIds: settings.companyIds }),
  };
  const session = new OdooSession({
    ...account,
    ...(keys !== undefined && { secrets: keys }),
    onWarning: (text) => {
      logger.warn({ system: 'odoo', url: session.url }, text);
    },
  });
  const sessionWith = (secret: string): OdooSession =>
    new OdooSession({ ...account, transport: 'json2', password: secret });
  const options = { categoryId, pageSize, writeTimeoutMs, sessionWith };
  return new OdooAdapter(session, { settings, saved }, options, policies);
}
