import type { Database } from '../orm/database';
import {
  boolean,
  char,
  datetime,
  float,
  html,
  many2many,
  many2one,
  one2many,
  selection,
  text,
} from '../orm/field';
import { create, unlink } from '../orm/mutate';
import { validationError } from '../orm/odoo-exception';
import type { Env, Field, Fields, Table } from '../orm/schema';
import type { Row } from '../orm/values';
import type { Major } from '../orm/version';
import { access, INTERNAL_USER, withMagicFields } from './magic-fields';

/** Who may change products: named in the access error, different in every version. */
function productManagers(major: Major): readonly string[] {
  if (major >= 19) return ['product.group_product_manager'];
  if (major === 18) return ['product.group_product_manager', 'stock.group_stock_manager'];
  return ['base.group_system', 'stock.group_stock_manager'];
}

export function defineProducts(db: Database): void {
  const { major } = db;
  const rights = access(INTERNAL_USER, productManagers(major));
  db.define({
    name: 'product.category',
    description: 'Product Category',
    order: 'complete_name',
    access: rights,
    nextId: 4,
    displayName: completeName,
    fields: withMagicFields('product.category', major, {
      name: char('Name', { required: true }),
      complete_name: char('Complete Name', { readonly: true, compute: completeName }),
      parent_id: many2one('Parent Category', 'product.category'),
    }),
  });
  const templateFields = fieldsOfTemplate(major);
  db.define({
    name: 'product.template',
    description: 'Product',
    order: 'name',
    access: rights,
    thread: true,
    displayName: withCode('product.template'),
    fields: withMagicFields('product.template', major, templateFields),
    afterCreate: (row, env) => {
      row['product_variant_ids'] = [];
      if (env.context['create_product_product'] === false) return;
      create(env.model('product.product'), { product_tmpl_id: row.id }, env);
    },
  });
  db.define({
    name: 'product.product',
    description: 'Product Variant',
    order: 'default_code, name, id',
    access: rights,
    thread: true,
    displayName: withCode('product.product'),
    visible: isOfCompany,
    fields: {
      ...withMagicFields('product.product', major, {
        default_code: char('Internal Reference'),
        active: boolean('Active', { initial: true }),
        product_tmpl_id: many2one('Product Template', 'product.template', { required: true }),
        barcode: char('Barcode'),
        product_template_attribute_value_ids: many2many(
          'Attribute Values',
          'product.template.attribute.value',
        ),
        stock_quant_ids: one2many('Stock Quants', 'stock.quant', { readonly: true }),
      }),
      ...(major >= 17 ? { write_date: laterOfBoth } : {}),
      ...inherited(templateFields),
    },
    afterCreate: (row, env) => {
      const template = env.model('product.template').rows.get(row['product_tmpl_id'] as number);
      if (template !== undefined) template['product_variant_ids'] = [...variantsOf(template), row.id];
    },
    check: (rows, changed, env) => {
      if (changed.has('barcode')) checkBarcodes(rows, env);
    },
    beforeUnlink: (rows, env) => {
      unlink(
        env.model('product.template'),
        rows.map((row) => row['product_tmpl_id'] as number),
        env,
      );
    },
  });
}

function fieldsOfTemplate(major: Major): Fields {
  return {
    name: char('Name', { required: true }),
    description: html('Description'),
    description_sale: text('Sales Description'),
    ...typeFields(major),
    categ_id: many2one(
      'Product Category',
      'product.category',
      major >= 19 ? {} : { required: true, initial: 1 },
    ),
    list_price: float('Sales Price', { initial: 1 }),
    company_id: many2one('Company', 'res.company'),
    active: boolean('Active', { initial: true }),
    product_variant_ids: one2many('Products', 'product.product', { readonly: true }),
    default_code: char('Internal Reference', { compute: codeOfTemplate }),
  };
}

/** What kind of product it is was called `detailed_type` before 18. */
function typeFields(major: Major): Fields {
  if (major >= 18) {
    const kinds = [
      ['consu', 'Goods'],
      ['service', 'Service'],
      ['combo', 'Combo'],
    ] as const;
    return { type: selection('Product Type', kinds, { required: true, initial: 'consu' }) };
  }
  const kinds = [
    ['consu', 'Consumable'],
    ['service', 'Service'],
    ['product', 'Storable Product'],
  ] as const;
  return {
    detailed_type: selection('Product Type', kinds, { required: true, initial: 'consu' }),
    type: selection('Type', kinds, { compute: (row) => row['detailed_type'] ?? false }),
  };
}

/** All fields of the template that a variant shows as its own; `active` and the code are the variant's. */
function inherited(template: Fields): Fields {
  const own = new Set(['active', 'default_code']);
  const shown = Object.entries(template).filter(([name]) => !own.has(name));
  return Object.fromEntries(
    shown.map(([name, { type, string, relation, selection, required, readonly }]): [string, Field] => [
      name,
      {
        ...{ type, string, required: required === true, readonly: readonly === true, via: 'product_tmpl_id' },
        ...(relation === undefined ? {} : { relation }),
        ...(selection === undefined ? {} : { selection }),
      },
    ]),
  );
}

/** A product of no company, or of one that the context allows; without a context all companies of the user count. */
function isOfCompany(row: Row, env: Env): boolean {
  const template = env.model('product.template').rows.get(row['product_tmpl_id'] as number);
  const company = template?.['company_id'] ?? false;
  if (typeof company !== 'number') return true;
  const allowed = env.context['allowed_company_ids'] ?? env.user['company_ids'];
  return Array.isArray(allowed) && allowed.includes(company);
}

/** From 17 on, a change of the template counts as a change of its variants; in 16 it does not. */
const laterOfBoth: Field = datetime('Write Date', {
  readonly: true,
  compute: (row, env) => {
    const own = row['write_date'] ?? false;
    const template = env.model('product.template').rows.get(row['product_tmpl_id'] as number);
    const its = template?.['write_date'] ?? false;
    return its > own ? its : own;
  },
});

function completeName(row: Row, env: Env): string {
  const parent = env.model('product.category').rows.get(row['parent_id'] as number);
  const name = String(row['name']);
  return parent === undefined ? name : `${completeName(parent, env)} / ${name}`;
}

function withCode(model: string): (row: Row, env: Env) => string {
  return (row, env) => {
    const table: Table = env.model(model);
    const name = String(table.getter('name', env)(row) || '');
    const code = table.getter('default_code', env)(row);
    return typeof code === 'string' && code !== '' ? `[${code}] ${name}` : name;
  };
}

/** The code of the only variant. In 16 an archived variant does not count. */
function codeOfTemplate(template: Row, env: Env): string | false {
  const [only, ...others] = variantsOf(template).map((id) => env.model('product.product').rows.get(id));
  if (only === undefined || others.length > 0) return false;
  if (env.major === 16 && only['active'] !== true) return false;
  const code = only['default_code'];
  return typeof code === 'string' ? code : false;
}

function variantsOf(template: Row): readonly number[] {
  const ids = template['product_variant_ids'];
  return typeof ids === 'object' ? ids : [];
}

/** Codes may repeat; barcodes of active products may not. */
function checkBarcodes(rows: readonly Row[], env: Env): void {
  const changed = new Set(rows.map((row) => row['barcode']).filter((barcode) => typeof barcode === 'string'));
  if (changed.size === 0) return;
  const holders = new Map<string, Row[]>();
  for (const row of env.model('product.product').rows.values()) {
    const barcode = row['barcode'];
    if (typeof barcode !== 'string' || row['active'] !== true || !changed.has(barcode)) continue;
    holders.set(barcode, [...(holders.get(barcode) ?? []), row]);
  }
  const name = withCode('product.product');
  const repeated = [...holders].filter(([, found]) => found.length > 1);
  if (repeated.length === 0) return;
  const lines = repeated.map(
    ([barcode, found]) =>
      `- Barcode "${barcode}" already assigned to product(s): ${found.map((row) => name(row, env)).join(', ')}`,
  );
  throw validationError(`Barcode(s) already assigned:\n\n${lines.join('\n')}`);
}
