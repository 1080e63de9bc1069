import type { Database } from '../orm/database';
import { boolean, date, datetime, html, char, integer, many2many, many2one, selection } from '../orm/field';
import type { Fields } from '../orm/schema';
import type { Major } from '../orm/version';
import { access, withMagicFields } from './magic-fields';

export function defineProjects(db: Database): void {
  const { major } = db;
  const rights = access(['project.group_project_user'], ['project.group_project_manager']);
  db.define({
    name: 'project.project',
    description: 'Project',
    access: rights,
    thread: true,
    fields: withMagicFields('project.project', major, {
      name: char('Name', { required: true }),
      active: boolean('Active', { initial: true }),
      company_id: many2one('Company', 'res.company', { initial: 1 }),
    }),
  });
  db.define({
    name: 'project.task.type',
    description: 'Task Stage',
    order: 'sequence, id',
    access: rights,
    fields: withMagicFields('project.task.type', major, {
      name: char('Name', { required: true }),
      sequence: integer('Sequence', { initial: 1 }),
    }),
  });
  db.define({
    name: 'project.task',
    description: 'Task',
    order: 'id desc',
    access: { ...rights, write: ['project.group_project_user'], create: ['project.group_project_user'] },
    // The administrator of 19 was greeted with task 1.
    nextId: major >= 19 ? 2 : 1,
    thread: true,
    // A task without a project is its assignees' private business.
    visible: (row, env) =>
      row['project_id'] !== undefined ||
      (row['user_ids'] as readonly number[] | undefined)?.includes(env.uid) === true,
    fields: withMagicFields('project.task', major, {
      active: boolean('Active', { initial: true }),
      name: char('Title', { required: true }),
      description: html('Description'),
      priority: selection('Priority', priorities(major), { initial: '0' }),
      stage_id: many2one('Stage', 'project.task.type'),
      ...stateField(major),
      date_end: datetime('Ending Date'),
      date_deadline: major >= 17 ? datetime('Deadline') : date('Deadline'),
      project_id: many2one('Project', 'project.project'),
      user_ids: many2many('Assignees', 'res.users'),
    }),
  });
}

function priorities(major: Major): readonly (readonly [string, string])[] {
  if (major < 19) {
    return [
      ['0', 'Low'],
      ['1', 'High'],
    ];
  }
  return [
    ['0', 'Low priority'],
    ['1', 'Medium priority'],
    ['2', 'High priority'],
    ['3', 'Urgent'],
  ];
}

function stateField(major: Major): Fields {
  if (major < 17) return {};
  const choices = [
    ['01_in_progress', 'In Progress'],
    ['02_changes_requested', 'Changes Requested'],
    ['03_approved', 'Approved'],
    ['1_done', 'Done'],
    ['1_canceled', major >= 18 ? 'Cancelled' : 'Canceled'],
    ['04_waiting_normal', 'Waiting'],
  ] as const;
  return { state: selection('State', choices, { required: true, initial: '01_in_progress' }) };
}
