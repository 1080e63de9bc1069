import { createHash } from 'node:crypto';
import { isPlanned } from '@libs/domain';
import type { Origin } from '@libs/expressions';
import { isSendableText } from '@libs/odoo-client';
import type { CompiledMapping } from '../../mapping/compile-mapping';
import type { NewErpPoint } from '../../erp-new-point';
import type { OdooMapper } from './odoo.mapper';

/** What a new product has to say, else nobody could match it; and what it says where the mapping has a place for it. */
const NEEDED = ['customer', 'site', 'area', 'reference'] as const;
const WELCOME = ['placement', 'configuration'] as const;
type Placed = (typeof NEEDED)[number] | (typeof WELCOME)[number];

/** The fields of a new product, by name; or why there cannot be one for this device. */
export type NewProduct = { readonly fields: Readonly<Record<string, string>> } | { readonly refused: string };

/** Turns the mapping around: from a device to the product of which the mapping would make its inspection point. */
export class OdooNewPoints {
  private readonly origins = new Map<Placed, Origin>();
  /** Why no product can be made with this mapping, in words; undefined where one can. */
  readonly refusal: string | undefined;

  constructor(
    private readonly compiled: CompiledMapping,
    private readonly mapper: OdooMapper,
  ) {
    for (const name of NEEDED) this.place(name);
    this.refusal = this.misfit();
    for (const name of WELCOME) {
      this.place(name);
      if (this.brokenField() !== undefined) this.origins.delete(name);
    }
  }

  async product({ fields: device }: NewErpPoint): Promise<NewProduct> {
    if (this.refusal !== undefined) return { refused: this.refusal };
    const values: Readonly<Record<Placed, string>> = { ...device, reference: device.erpReference };
    const fields: Record<string, string> = {};
    const parts = new Map<string, { readonly separator: string; readonly texts: string[] }>();
    for (const [name, { field, part }] of this.origins) {
      if (part === undefined) fields[field] = values[name];
      else {
        const { texts } = parts.get(field) ?? { texts: [] };
        texts[part.index] = values[name];
        parts.set(field, { separator: part.separator, texts });
      }
    }
    for (const [field, { separator, texts }] of parts) fields[field] = texts.join(separator);
    const { hardwareId, status } = device;
    const told = await this.mapper.toFields({
      deviceEui: isPlanned(hardwareId) ? '' : hardwareId,
      deviceStatus: status,
    });
    for (const [field, value] of Object.entries(told)) fields[field] = value === false ? '' : value;
    fields['name'] ||= [device.customer, device.site, device.area].join(' / ');
    return this.checked(fields, values);
  }

  /** A value that holds the separator, say, would be read back as something else. */
  private checked(
    fields: Readonly<Record<string, string>>,
    values: Readonly<Record<Placed, string>>,
  ): NewProduct {
    for (const name of NEEDED) {
      const read = this.compiled.read[name].plain?.(fields) ?? '';
      if (read !== values[name]) {
        return { refused: `Its ${name} "${values[name]}" would be read back as "${read}" by the mapping` };
      }
    }
    const unsendable = Object.entries(fields).find(([, text]) => !isSendableText(text));
    if (unsendable === undefined) return { fields };
    return { refused: `The ERP cannot hold the characters of its ${unsendable[0]}` };
  }

  private misfit(): string | undefined {
    const bent = NEEDED.find((name) => !this.origins.has(name));
    if (bent !== undefined) {
      const { text } = this.compiled.read[bent];
      return `No product can be made of a device: read.${bent} of the mapping, ${text}, is no text field and no part of one`;
    }
    const broken = this.brokenField();
    if (broken === undefined) return undefined;
    const [field, names] = broken;
    return `No product can be made of a device: ${names.join(', ')} of the mapping do not make up the whole field ${field}`;
  }

  private place(name: Placed): void {
    const { origin } = this.compiled.read[name];
    if (origin !== undefined && isText(origin)) this.origins.set(name, origin);
  }

  private brokenField(): readonly [field: string, names: readonly Placed[]] | undefined {
    const taken = new Map<string, readonly Placed[]>();
    for (const [name, { field }] of this.origins) taken.set(field, [...(taken.get(field) ?? []), name]);
    return [...taken].find(([, names]) => !this.fitTogether(names));
  }

  /** One value for the whole field; or the parts of one text, from the first on, none missing and none twice. */
  private fitTogether(names: readonly Placed[]): boolean {
    const parts = names.map((name) => this.origins.get(name)?.part);
    if (parts.length === 1 && parts[0] === undefined) return true;
    const indexes = parts.map((part) => part?.index ?? -1).sort((a, b) => a - b);
    const isWhole = indexes.every((index, at) => index === at);
    return isWhole && new Set(parts.map((part) => part?.separator)).size === 1;
  }
}

/** The name of the record that belongs to a device, in a module of our own: letters, digits, `_` and `-`, as Odoo takes. */
export function externalId(key: string): string {
  const name = /^[\w-]{1,80}$/.test(key) ? key : createHash('sha256').update(key).digest('base64url');
  return `__trapline__.point_${name}`;
}

/** Relations are no text; the id, the state and the time of the last change are Odoo's own. */
function isText({ field }: Origin): boolean {
  return !/_ids?$/.test(field) && !['id', 'active', 'write_date'].includes(field);
}
