import type { Field, FieldOptions, FieldType } from './schema';
import type { Stored } from './values';

const simple =
  (type: FieldType) =>
  (string: string, options: FieldOptions = {}): Field => ({ type, string, ...options });

const relational =
  (type: FieldType) =>
  (string: string, relation: string, options: FieldOptions = {}): Field => ({
    type,
    string,
    relation,
    ...options,
  });

export const binary = simple('binary');
export const boolean = simple('boolean');
export const char = simple('char');
export const date = simple('date');
export const datetime = simple('datetime');
export const float = simple('float');
export const html = simple('html');
export const integer = simple('integer');
export const text = simple('text');
export const many2one = relational('many2one');
export const one2many = relational('one2many');
export const many2many = relational('many2many');

/** Choices as pairs: the keys of an object literal that look like numbers would be sorted to the front. */
export function selection(
  string: string,
  choices: readonly (readonly [key: string, label: string])[],
  options: FieldOptions = {},
): Field {
  return { type: 'selection', string, selection: choices, ...options };
}

/** What an empty field of this type holds. */
export function emptyOf(field: Field): Stored {
  if (field.type === 'many2many' || field.type === 'one2many') return [];
  return field.type === 'integer' || field.type === 'float' ? 0 : false;
}
