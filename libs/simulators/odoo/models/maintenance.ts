import type { Database } from '../orm/database';
import { boolean, char, date, integer, many2one, text } from '../orm/field';
import { write } from '../orm/mutate';
import type { Env, RecordMethod } from '../orm/schema';
import type { Row, Struct } from '../orm/values';
import { access, INTERNAL_USER, withMagicFields } from './magic-fields';
import { requestFields } from './maintenance-request.fields';

const MANAGER = 'maintenance.group_equipment_manager';

export function defineMaintenance(db: Database): void {
  const { major } = db;
  const managed = access(INTERNAL_USER, [MANAGER]);
  db.define({
    name: 'maintenance.stage',
    description: 'Maintenance Stage',
    order: 'sequence, id',
    access: managed,
    fields: withMagicFields('maintenance.stage', major, {
      name: char('Name', { required: true }),
      sequence: integer('Sequence', { initial: 20 }),
      fold: boolean('Folded in Maintenance Pipe'),
      done: boolean('Request Done'),
    }),
  });
  db.define({
    name: 'maintenance.team',
    description: 'Maintenance Teams',
    access: managed,
    fields: withMagicFields('maintenance.team', major, {
      name: char('Team Name', { required: true }),
      active: boolean('Active', { initial: true }),
      company_id: many2one('Company', 'res.company', { initial: 1 }),
    }),
  });
  db.define({
    name: 'maintenance.equipment.category',
    description: 'Maintenance Equipment Category',
    access: managed,
    fields: withMagicFields('maintenance.equipment.category', major, {
      name: char('Category Name', { required: true }),
    }),
  });
  db.define({
    name: 'maintenance.equipment',
    description: 'Maintenance Equipment',
    access: managed,
    thread: true,
    displayName: equipmentName,
    unique: { serial_no: 'Another asset already exists with this serial number!' },
    fields: withMagicFields('maintenance.equipment', major, {
      name: char('Equipment Name', { required: true }),
      active: boolean('Active', { initial: true }),
      serial_no: char('Serial Number'),
      model: char('Model'),
      location: char('Location'),
      note: text('Note'),
      assign_date: date('Assigned Date'),
      category_id: many2one('Equipment Category', 'maintenance.equipment.category'),
      maintenance_team_id: many2one('Maintenance Team', 'maintenance.team'),
      company_id: many2one('Company', 'res.company', { initial: 1 }),
    }),
  });
  db.define({
    name: 'maintenance.request',
    description: 'Maintenance Request',
    order: 'id desc',
    access: { read: INTERNAL_USER, write: INTERNAL_USER, create: INTERNAL_USER, unlink: [MANAGER] },
    thread: true,
    visible: managesOrTakesPart,
    fields: withMagicFields('maintenance.request', major, requestFields(major)),
    methods: {
      archive_equipment_request: changing(() => ({
        archive: true,
        ...(major >= 17 ? { recurring_maintenance: false } : {}),
      })),
      reset_equipment_request: changing((env) => ({ archive: false, stage_id: firstStage(env) })),
    },
  });
}

/** A button of the form: changes the records and returns `None`. */
function changing(values: (env: Env) => Struct): RecordMethod {
  return {
    parameters: [],
    access: 'write',
    run: (env, ids) => {
      write(env.model('maintenance.request'), ids, values(env), env);
      return null;
    },
  };
}

function firstStage(env: Env): number | false {
  const stages = [...env.model('maintenance.stage').rows.values()];
  stages.sort((left, right) => Number(left['sequence']) - Number(right['sequence']) || left.id - right.id);
  return stages[0]?.id ?? false;
}

/** Without the maintenance group a user sees the requests made by, assigned to or followed by that user. */
function managesOrTakesPart(row: Row, env: Env): boolean {
  if (env.groups.has(MANAGER) || row['owner_user_id'] === env.uid || row['user_id'] === env.uid) return true;
  const partner = env.user['partner_id'];
  return env.threads
    .followersOf('maintenance.request', row.id)
    .some((follower) => follower.partner === partner);
}

function equipmentName(row: Row): string {
  const serial = row['serial_no'];
  return typeof serial === 'string' && serial !== ''
    ? `${String(row['name'])}/${serial}`
    : String(row['name']);
}
