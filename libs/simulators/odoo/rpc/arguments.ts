import { typeError } from '../orm/odoo-exception';
import type { Struct, Value } from '../orm/values';
import { isList } from '../orm/values';

/** Looks an argument up by name; undefined where the caller gave none. */
export type Argument = (name: string) => Value | undefined;

export interface Signature {
  readonly method: string;
  readonly parameters: readonly string[];
  /** How many of the parameters have no default. */
  readonly required?: number;
  /** The method that rejects unknown keywords where it is not this one; `'any'`: none does. */
  readonly keywords?: string;
}

/** Binds arguments as Python does, with its errors. The `context` keyword never gets here. */
export function bind(signature: Signature, args: readonly Value[], kwargs: Struct): Argument {
  const { method, parameters, required = 0, keywords = method } = signature;
  if (args.length > parameters.length) {
    // Python counts `self`, too.
    const takes = parameters.length + 1;
    throw typeError(
      `BaseModel.${method}() takes ${takes} positional argument${takes === 1 ? '' : 's'} but ${args.length + 1} were given`,
    );
  }
  const bound = new Map<string, Value>();
  for (const [index, value] of args.entries()) bound.set(parameters[index] ?? '', value);
  for (const [name, value] of Object.entries(kwargs)) {
    if (!parameters.includes(name) && keywords !== 'any') {
      throw typeError(`BaseModel.${keywords}() got an unexpected keyword argument '${name}'`);
    }
    if (bound.has(name)) throw typeError(`BaseModel.${method}() got multiple values for argument '${name}'`);
    bound.set(name, value);
  }
  const absent = parameters.slice(0, required).filter((name) => !bound.has(name));
  if (absent.length > 0) {
    const noun = absent.length === 1 ? 'argument' : 'arguments';
    throw typeError(
      `BaseModel.${method}() missing ${absent.length} required positional ${noun}: ` +
        absent.map((name) => `'${name}'`).join(' and '),
    );
  }
  return (name) => bound.get(name);
}

/** A number, or undefined for Python's false values. */
export function count(value: Value | undefined): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

export function texts(value: Value | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function ids(value: Value | undefined): readonly number[] {
  if (typeof value === 'number') return [value];
  return isList(value) ? value.filter((item) => typeof item === 'number') : [];
}
