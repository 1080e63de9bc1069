/** Operators of a search term; `child_of` takes the record and everything below it. */
export type OdooOperator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'not in'
  | 'like'
  | 'not like'
  | 'ilike'
  | 'not ilike'
  | '=like'
  | '=ilike'
  | 'child_of'
  | 'parent_of';

export type OdooTermValue = string | number | boolean | readonly (string | number | boolean)[];

/** `[field, operator, value]`; a field may follow relations with dots. `false` stands for "empty". */
export type OdooTerm = readonly [field: string, operator: OdooOperator, value: OdooTermValue];

/** Terms in Polish notation; without operators all have to hold. */
export type OdooDomain = readonly (OdooTerm | '&' | '|' | '!')[];
