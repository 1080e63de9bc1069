import type { FieldTree } from '@libs/expressions';
import type { CompiledMapping } from '../../mapping/compile-mapping';
import type { MappingProblem } from '../../mapping/point-mapping';
import { ALWAYS_READ } from './odoo.mapper';
import type { OdooRelations } from './odoo-relations';

const PRODUCT = 'product.product';
/** Field types that can be read as text. */
const READABLE = new Set([
  'char',
  'text',
  'html',
  'many2one',
  'selection',
  'integer',
  'float',
  'monetary',
  'boolean',
  'date',
  'datetime',
]);

/** How people know a part of the mapping, e.g. by its setting; undefined: by the part's name, which they see beside. */
export type PartName = (part: string) => string | undefined;

/** Whether the fields that a mapping reads and writes are there, and are what it takes them for. */
export class OdooFieldCheck {
  constructor(private readonly relations: OdooRelations) {}

  /** @throws UpstreamError when Odoo cannot be asked */
  async problems(
    compiled: CompiledMapping,
    nameOf: PartName = () => undefined,
    signal?: AbortSignal,
  ): Promise<readonly MappingProblem[]> {
    const { read, write } = compiled;
    const targets = [...write].map(([value, { field }]) => [`write.${value}`, field] as const);
    const all = [...ALWAYS_READ, ...compiled.fields.names(), ...targets.map(([, field]) => field)];
    // One question for all that is asked of products.
    const types = await this.relations.typesOf(PRODUCT, [...new Set(all)], signal);
    const problems: MappingProblem[] = [];
    for (const field of ALWAYS_READ) {
      if (types.get(field) === undefined) problems.push({ part: 'read', message: missing(field, undefined) });
    }
    for (const [part, field] of targets) {
      if (types.get(field) === undefined)
        problems.push({ part, message: missing(field, nameOf(part)), value: field });
    }
    for (const [name, { text, fields }] of Object.entries(read)) {
      const part = `read.${name}`;
      for (const message of await this.below(PRODUCT, fields, nameOf(part), signal)) {
        problems.push({ part, message, value: text });
      }
    }
    return problems;
  }

  private async below(
    model: string,
    fields: FieldTree,
    where: string | undefined,
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    const types = await this.relations.typesOf(model, fields.names(), signal);
    const found: string[] = [];
    for (const [name, further] of fields.entries()) {
      const type = types.get(name);
      if (type === undefined) found.push(missing(name, where, model));
      else if (further.isEmpty) {
        if (!READABLE.has(type.type)) found.push(unreadable(name, where, model, type.type));
      } else if (type.relation === undefined) {
        found.push(
          `${fieldName(name, where)} on ${model} is a ${type.type} and leads to no record that could be read`,
        );
      } else if (type.type !== 'many2one' || further.names().some((one) => one !== 'id' && one !== 'name')) {
        found.push(...(await this.below(type.relation, further, where, signal)));
      }
    }
    return found;
  }
}

function fieldName(field: string, where: string | undefined): string {
  return where === undefined ? `Field ${field}` : `Field ${field} (${where})`;
}

function missing(field: string, where: string | undefined, model = PRODUCT): string {
  return `${fieldName(field, where)} does not exist on ${model}`;
}

function unreadable(field: string, where: string | undefined, model: string, type: string): string {
  return `${fieldName(field, where)} on ${model} is a ${type}; text or a many2one is needed`;
}
