import {
  binary,
  boolean,
  char,
  date,
  datetime,
  float,
  html,
  integer,
  many2many,
  many2one,
  one2many,
  selection,
} from '../orm/field';
import type { Env, FieldOptions, Fields } from '../orm/schema';
import type { Row, Stored } from '../orm/values';
import type { Major } from '../orm/version';

const READONLY = { readonly: true } as const;

/** The fields of a maintenance request, as a server with stock, maintenance and project has them. */
export function requestFields(major: Major): Fields {
  return {
    ...activityFields(major),
    ...messageFields(major),
    email_cc: char('Email cc'),
    name: char('Subjects', { required: true }),
    company_id: many2one('Company', 'res.company', { required: major >= 17, initial: 1 }),
    description: html('Description'),
    request_date: date('Request Date', { initial: (env) => env.timestamp().slice(0, 10) }),
    owner_user_id: many2one('Created by User', 'res.users', { initial: (env) => env.uid }),
    category_id: many2one('Category', 'maintenance.equipment.category', {
      readonly: true,
      compute: (row, env) => related(row, 'equipment_id', 'maintenance.equipment', 'category_id', env),
    }),
    equipment_id: many2one('Equipment', 'maintenance.equipment'),
    user_id: many2one('Technician', 'res.users'),
    stage_id: many2one('Stage', 'maintenance.stage', { initial: 1 }),
    priority: selection('Priority', [
      ['0', 'Very Low'],
      ['1', 'Low'],
      ['2', 'Normal'],
      ['3', 'High'],
    ]),
    color: integer('Color Index'),
    close_date: date('Close Date'),
    kanban_state: selection(
      'Kanban State',
      [
        ['normal', 'In Progress'],
        ['blocked', 'Blocked'],
        ['done', 'Ready for next stage'],
      ],
      { required: true, initial: 'normal' },
    ),
    archive: boolean('Archive'),
    maintenance_type: selection(
      'Maintenance Type',
      [
        ['corrective', 'Corrective'],
        ['preventive', 'Preventive'],
      ],
      { initial: 'corrective' },
    ),
    schedule_date: datetime('Scheduled Date'),
    ...(major >= 19 ? { schedule_end: datetime('Scheduled End') } : {}),
    maintenance_team_id: many2one('Team', 'maintenance.team', { required: true, initial: 1 }),
    duration: float('Duration', { readonly: major >= 19 }),
    done: boolean('Request Done', {
      readonly: true,
      compute: (row, env) => related(row, 'stage_id', 'maintenance.stage', 'done', env),
    }),
    ...(major >= 17 ? recurrenceFields() : {}),
  };
}

function activityFields(major: Major): Fields {
  return {
    activity_ids: one2many('Activities', 'mail.activity'),
    activity_state: selection(
      'Activity State',
      [
        ['overdue', 'Overdue'],
        ['today', 'Today'],
        ['planned', 'Planned'],
      ],
      READONLY,
    ),
    activity_user_id: many2one('Responsible User', 'res.users', { readonly: major >= 17 }),
    activity_type_id: many2one('Next Activity Type', 'mail.activity.type'),
    activity_type_icon: char('Activity Type Icon', READONLY),
    activity_date_deadline: date('Next Activity Deadline', READONLY),
    my_activity_date_deadline: date('My Activity Deadline', READONLY),
    activity_summary: char('Next Activity Summary'),
    activity_exception_decoration: selection(
      'Activity Exception Decoration',
      [
        ['warning', 'Alert'],
        ['danger', 'Error'],
      ],
      READONLY,
    ),
    activity_exception_icon: char('Icon', READONLY),
  };
}

function messageFields(major: Major): Fields {
  const threaded = (value: (row: Row, env: Env) => Stored, more: FieldOptions = {}): FieldOptions => ({
    compute: value,
    ...more,
  });
  const messages = (row: Row, env: Env): readonly number[] =>
    env.threads.messagesOf('maintenance.request', row.id);
  const followers = (row: Row, env: Env) => env.threads.followersOf('maintenance.request', row.id);
  const partners = (row: Row, env: Env): number[] => followers(row, env).map(({ partner }) => partner);
  return {
    message_is_follower: boolean(
      'Is Follower',
      threaded((row, env) => partners(row, env).includes(env.user['partner_id'] as number), READONLY),
    ),
    message_follower_ids: one2many(
      'Followers',
      'mail.followers',
      threaded((row, env) => followers(row, env).map(({ id }) => id)),
    ),
    message_partner_ids: many2many('Followers (Partners)', 'res.partner', threaded(partners)),
    message_ids: one2many('Messages', 'mail.message', threaded(messages)),
    has_message: boolean(
      'Has Message',
      threaded((row, env) => messages(row, env).length > 0, READONLY),
    ),
    message_needaction: boolean('Action Needed', READONLY),
    message_needaction_counter: integer('Number of Actions', READONLY),
    message_has_error: boolean('Message Delivery error', READONLY),
    message_has_error_counter: integer('Number of errors', READONLY),
    message_attachment_count: integer('Attachment Count', READONLY),
    ...(major === 16
      ? { message_main_attachment_id: many2one('Main Attachment', 'ir.attachment') }
      : { rating_ids: one2many('Ratings', 'rating.rating') }),
    website_message_ids: one2many('Website Messages', 'mail.message'),
    message_has_sms_error: boolean('SMS Delivery error', READONLY),
  };
}

function recurrenceFields(): Fields {
  return {
    instruction_type: selection(
      'Instruction',
      [
        ['pdf', 'PDF'],
        ['google_slide', 'Google Slide'],
        ['text', 'Text'],
      ],
      { initial: 'text' },
    ),
    instruction_pdf: binary('PDF'),
    instruction_google_slide: char('Google Slide'),
    instruction_text: html('Text'),
    recurring_maintenance: boolean('Recurrent'),
    repeat_interval: integer('Repeat Every', { initial: 1 }),
    repeat_unit: selection(
      'Repeat Unit',
      [
        ['day', 'Days'],
        ['week', 'Weeks'],
        ['month', 'Months'],
        ['year', 'Years'],
      ],
      { initial: 'week' },
    ),
    repeat_type: selection(
      'Until',
      [
        ['forever', 'Forever'],
        ['until', 'Until'],
      ],
      { initial: 'forever' },
    ),
    repeat_until: date('End Date'),
  };
}

/** A field of the record that a many2one points to; empty where it points to none. */
function related(row: Row, via: string, model: string, name: string, env: Env): Stored {
  const table = env.model(model);
  const target = table.rows.get(row[via] as number);
  return target === undefined ? false : table.getter(name, env)(target);
}
