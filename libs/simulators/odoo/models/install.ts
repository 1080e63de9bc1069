import { Database } from '../orm/database';
import { groupsField } from '../orm/environment';
import type { Row, Stored } from '../orm/values';
import type { Major, OdooVersion } from '../orm/version';
import { defineApiKeys } from './api-keys';
import { defineBase } from './base';
import { defineLocations } from './locations';
import { defineMaintenance } from './maintenance';
import { defineProducts } from './product';
import { defineProjects } from './project';
import { defineUsers } from './users';

/** Id of the built-in robot, in whose name seeds are written, and of the first administrator. */
export const ROBOT = 1;
export const ADMINISTRATOR = 2;

/** A database as it is after installing Odoo with product, stock, maintenance and project. It has no log-in yet. */
export function install(name: string, version: OdooVersion, now: () => number): Database {
  const db = new Database(name, version, now);
  defineBase(db);
  defineUsers(db);
  defineApiKeys(db);
  defineProducts(db);
  defineLocations(db);
  defineMaintenance(db);
  defineProjects(db);
  addModules(db);
  addPeople(db);
  addGroups(db);
  addCategories(db);
  addMaintenanceBasics(db);
  return db;
}

/** Puts rows that came with the installation straight into a table: no messages, no ids drawn. */
export function place(
  db: Database,
  model: string,
  rows: readonly ({ id: number } & Record<string, Stored>)[],
): void {
  const at = db.timestamp();
  const log = { create_uid: ROBOT, create_date: at, write_uid: ROBOT, write_date: at };
  for (const row of rows) db.find(model)?.rows.set(row.id, { ...log, ...row } satisfies Row);
}

/** Measured ids of four modules, in the order of the list. */
const MODULE_IDS: Readonly<
  Record<Major, readonly [stock: number, project: number, maintenance: number, product: number]>
> = {
  16: [384, 323, 242, 317],
  17: [439, 374, 285, 368],
  18: [495, 416, 324, 410],
  19: [519, 438, 339, 433],
};

function addModules(db: Database): void {
  const [stock, project, maintenance, product] = MODULE_IDS[db.major];
  const installed = (id: number, name: string, application: boolean, sequence: number) => ({
    ...{ id, name, shortdesc: name, application, sequence },
    state: 'installed',
  });
  place(db, 'ir.module.module', [
    installed(stock, 'stock', true, 25),
    installed(project, 'project', true, 45),
    installed(maintenance, 'maintenance', true, 100),
    installed(product, 'product', false, 100),
  ]);
}

function addPeople(db: Database): void {
  place(db, 'res.company', [{ id: 1, name: 'My Company', partner_id: 1, active: true }]);
  place(db, 'res.lang', [{ id: 1, name: 'English (US)', code: 'en_US', active: true }]);
  place(db, 'res.partner', [
    { id: 1, name: 'My Company', active: true },
    { id: 2, name: 'OdooBot', email: 'odoobot@example.com', active: false },
  ]);
  place(db, 'res.users', [
    {
      ...{ id: ROBOT, name: 'OdooBot', login: '__system__', active: false, partner_id: 2, company_id: 1 },
      [groupsField(db.major)]: [],
    },
  ]);
}

/** Groups that access rights speak of: external id, its own id, the group's id and label. */
function groups(
  major: Major,
): readonly (readonly [externalId: string, dataId: number, id: number, label: string])[] {
  const prefix = (category: string, label: string): string => (major >= 19 ? label : `${category}/${label}`);
  const manager: Readonly<Record<Major, readonly [number, number]>> = {
    16: [9099, 16],
    17: [9636, 16],
    18: [14183, 17],
    19: [15115, 19],
  };
  const creation = major >= 19 ? 'Products/Create' : 'Extra Rights/Product Creation';
  return [
    ['base.group_user', 5, 1, prefix('User types', 'Internal User')],
    ['base.group_erp_manager', 6, 2, prefix('Administration', 'Access Rights')],
    ['base.group_system', 7, 3, prefix('Administration', 'Settings')],
    ['base.group_partner_manager', 8, 4, prefix('Extra Rights', 'Contact Creation')],
    ['stock.group_stock_manager', 9001, 40, 'Inventory/Administrator'],
    ['project.group_project_user', 9002, 41, 'Project/User'],
    ['project.group_project_manager', 9003, 42, 'Project/Administrator'],
    ...(major >= 18 ? ([['product.group_product_manager', 9004, 43, creation]] as const) : []),
    ['maintenance.group_equipment_manager', ...manager[major], 'Maintenance/Equipment Manager'],
  ];
}

/** Every group, for an administrator who may do everything. */
export function allGroupIds(major: Major): number[] {
  return groups(major).map(([, , id]) => id);
}

/** The group's id; throws on a name the simulator does not know. */
export function groupId(externalId: string, major: Major): number {
  const found = groups(major).find(([known]) => known === externalId);
  if (found === undefined) throw new Error(`the simulator has no group ${externalId}`);
  return found[2];
}

function addGroups(db: Database): void {
  for (const [externalId, dataId, id, label] of groups(db.major)) {
    const [module = '', name = ''] = externalId.split('.');
    place(db, 'res.groups', [{ id, name: label.split('/').at(-1) ?? label, full_name: label }]);
    place(db, 'ir.model.data', [
      { id: dataId, module, name, model: 'res.groups', res_id: id, noupdate: true },
    ]);
  }
}

function addCategories(db: Database): void {
  const names = db.major >= 19 ? ['Goods', 'Expenses', 'Services'] : ['All', 'Saleable', 'Expenses'];
  place(
    db,
    'product.category',
    names.map((name, index) => ({
      id: index + 1,
      name,
      ...(db.major < 19 && index > 0 ? { parent_id: 1 } : {}),
    })),
  );
}

function addMaintenanceBasics(db: Database): void {
  place(db, 'maintenance.stage', [
    { id: 1, name: 'New Request', sequence: 1, done: false },
    { id: 2, name: 'In Progress', sequence: 2, done: false },
    { id: 3, name: 'Repaired', sequence: 3, done: true },
    { id: 4, name: 'Scrap', sequence: 4, done: true },
  ]);
  place(db, 'maintenance.team', [{ id: 1, name: 'Internal Maintenance', active: true, company_id: 1 }]);
}
