import { ROBOT } from './models/install';
import type { Database } from './orm/database';
import { Environment } from './orm/environment';
import { char } from './orm/field';
import { create, unlink, write } from './orm/mutate';
import { readRows } from './orm/read';
import type { Env } from './orm/schema';
import type { Row, Struct } from './orm/values';

/** A product as a test or the demo sees it. Absent means empty. */
export interface ProductSeed {
  readonly name: string;
  readonly default_code?: string;
  readonly barcode?: string;
  readonly active?: boolean;
  /** Default: the category `Pest Control`, where it exists. */
  readonly categ_id?: number;
  /** Absent: every company's. */
  readonly company_id?: number;
  /** Values by the names of their attributes. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Where it lies, e.g. `WH/Stock/Kitchen`. */
  readonly stock_location?: string;
  /** HTML. */
  readonly description?: string;
  /** Custom fields: text, and there for all products as soon as one has it. */
  readonly [custom: `x_${string}`]: string;
}

/** What `search_read` would give for the common fields; `false` is empty. */
export interface ProductOnShelf {
  readonly id: number;
  readonly name: string;
  readonly default_code: string | false;
  readonly barcode: string | false;
  readonly active: boolean;
  readonly categ_id: number;
  readonly description: string | false;
}

/** The products of a running simulator, changed from outside: nobody's access rights, and barcodes may repeat. */
export class ProductShelf {
  private readonly env: Env;

  constructor(
    db: Database,
    private readonly defaultCategory: number | undefined,
  ) {
    this.env = new Environment(db, ROBOT, {}, true);
  }

  /** Adds products; returns their ids. */
  add(...seeds: readonly ProductSeed[]): number[] {
    return seeds.map((seed) => {
      const { barcode, attributes = {}, stock_location: location, ...values } = seed;
      this.defineCustomFields(values);
      const category = this.defaultCategory === undefined ? {} : { categ_id: this.defaultCategory };
      const row = create(this.table, { ...category, ...values }, this.env);
      if (barcode !== undefined) row['barcode'] = barcode;
      const valueIds = Object.entries(attributes).map(([attribute, value]) =>
        this.attributeValue(attribute, value),
      );
      if (valueIds.length > 0) row['product_template_attribute_value_ids'] = valueIds;
      if (location !== undefined) row['stock_quant_ids'] = [this.quant(row.id, location)];
      return row.id;
    });
  }

  /** Changes a product, as of now. Throws when there is none with this id. */
  change(id: number, changes: Partial<ProductSeed>): void {
    const { barcode, attributes, stock_location: location, ...values } = changes;
    if (attributes !== undefined || location !== undefined) {
      throw new Error('attributes and stock locations are given when a product is added');
    }
    this.defineCustomFields(values);
    write(this.table, [id], values as Struct, this.env);
    if (barcode === undefined) return;
    const row = this.row(id);
    row['barcode'] = barcode === '' ? false : barcode;
    row['write_date'] = this.env.timestamp();
  }

  archive(id: number): void {
    this.change(id, { active: false });
  }

  restore(id: number): void {
    this.change(id, { active: true });
  }

  /** Deletes it for good: no trace is left for a reader of changes. */
  remove(id: number): void {
    this.row(id);
    unlink(this.table, [id], this.env);
  }

  /** All products, archived ones too, in the order of their ids. */
  all(): ProductOnShelf[] {
    const rows = [...this.table.rows.values()].sort((left, right) => left.id - right.id);
    const fields = ['name', 'default_code', 'barcode', 'active', 'categ_id', 'description'];
    return readRows(this.table, rows, fields, this.env, false) as unknown as ProductOnShelf[];
  }

  /** Those with this reference: none, one or, as Odoo allows, several. */
  withCode(code: string): ProductOnShelf[] {
    return this.all().filter((product) => product.default_code === code);
  }

  get size(): number {
    return this.table.rows.size;
  }

  private attributeValue(attribute: string, value: string): number {
    const attributeId = this.named('product.attribute', 'name', attribute);
    const values = this.env.model('product.template.attribute.value');
    return create(values, { name: value, attribute_id: attributeId }, this.env).id;
  }

  private quant(productId: number, path: string): number {
    const location = this.named('stock.location', 'complete_name', path, {
      name: path.split('/').at(-1) ?? path,
      usage: 'internal',
    });
    const values = { product_id: productId, location_id: location, quantity: 1 };
    return create(this.env.model('stock.quant'), values, this.env).id;
  }

  /** The id of the record with this value, which is made where there is none. */
  private named(model: string, field: string, value: string, more: Struct = {}): number {
    const table = this.env.model(model);
    const found = [...table.rows.values()].find((row) => row[field] === value);
    return found?.id ?? create(table, { ...more, [field]: value }, this.env).id;
  }

  private get table() {
    return this.env.model('product.product');
  }

  private row(id: number): Row {
    const row = this.table.rows.get(id);
    if (row === undefined) throw new Error(`no product ${String(id)}`);
    return row;
  }

  private defineCustomFields(values: object): void {
    for (const name of Object.keys(values)) {
      if (!name.startsWith('x_') || this.table.fields.has(name)) continue;
      this.env.model('product.template').fields.set(name, char(name));
      this.table.fields.set(name, { ...char(name), via: 'product_tmpl_id' });
    }
  }
}
