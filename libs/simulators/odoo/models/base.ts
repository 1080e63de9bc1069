import type { Database } from '../orm/database';
import { boolean, char, integer, many2one, selection, text } from '../orm/field';
import type { Major } from '../orm/version';
import { access, INTERNAL_USER, withMagicFields } from './magic-fields';

/** First free id of `ir.model.data` on a fresh server, after all the external ids of the installed modules. */
const FIRST_EXTERNAL_ID: Readonly<Record<Major, number>> = { 16: 14319, 17: 16038, 18: 28189, 19: 29060 };

/** Companies, partners, languages, groups, external ids and modules. Users have their own file. */
export function defineBase(db: Database): void {
  const { major } = db;
  db.define({
    name: 'res.company',
    description: 'Companies',
    access: access('everybody', ['base.group_erp_manager']),
    nextId: 2,
    fields: withMagicFields('res.company', major, {
      name: char('Company Name', { required: true }),
      partner_id: many2one('Partner', 'res.partner'),
      active: boolean('Active', { initial: true }),
    }),
  });
  db.define({
    name: 'res.partner',
    description: 'Contact',
    access: access(INTERNAL_USER, ['base.group_partner_manager']),
    nextId: 7,
    thread: true,
    fields: withMagicFields('res.partner', major, {
      name: char('Name'),
      email: char('Email'),
      tz: char('Timezone'),
      lang: char('Language', { initial: 'en_US' }),
      active: boolean('Active', { initial: true }),
      company_id: many2one('Company', 'res.company'),
    }),
  });
  db.define({
    name: 'res.lang',
    description: 'Languages',
    order: 'active desc, name',
    access: access('everybody', ['base.group_system']),
    nextId: 2,
    fields: withMagicFields('res.lang', major, {
      name: char('Name', { required: true }),
      code: char('Locale Code', { required: true }),
      active: boolean('Active'),
    }),
  });
  db.define({
    name: 'res.groups',
    description: 'Access Groups',
    access: access(INTERNAL_USER, ['base.group_erp_manager']),
    nextId: 60,
    fields: withMagicFields('res.groups', major, {
      name: char('Name', { required: true }),
      full_name: char('Group Name'),
    }),
  });
  db.define({
    name: 'ir.config_parameter',
    description: 'System Parameter',
    order: 'key',
    access: access(['base.group_system'], ['base.group_system']),
    displayName: (row) => String(row['key']),
    fields: withMagicFields('ir.config_parameter', major, {
      key: char('Key', { required: true }),
      value: text('Value', { required: true }),
    }),
    unique: { key: 'Key must be unique.' },
  });
  db.define({
    name: 'ir.model.data',
    description: 'Model Data',
    order: 'module, model, name',
    access: access(['base.group_erp_manager'], ['base.group_erp_manager']),
    nextId: FIRST_EXTERNAL_ID[major],
    fields: withMagicFields('ir.model.data', major, {
      name: char('External Identifier', { required: true }),
      module: char('Module', { required: true, initial: '' }),
      model: char('Model Name', { required: true }),
      res_id: integer('Record ID'),
      noupdate: boolean('Non Updatable'),
    }),
  });
  db.define({
    name: 'ir.module.module',
    description: 'Module',
    order: 'application desc, sequence, name',
    access: access(['base.group_system'], ['base.group_system']),
    fields: withMagicFields('ir.module.module', major, {
      name: char('Technical Name', { required: true, readonly: true }),
      shortdesc: char('Module Name', { readonly: true }),
      summary: text('Summary', { readonly: true }),
      application: boolean('Application', { readonly: true }),
      sequence: integer('Sequence', { initial: 100 }),
      state: selection(
        'Status',
        [
          ['uninstallable', 'Uninstallable'],
          ['uninstalled', 'Not Installed'],
          ['installed', 'Installed'],
        ],
        { readonly: true },
      ),
    }),
  });
}
