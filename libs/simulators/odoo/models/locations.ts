import type { Database } from '../orm/database';
import { char, float, many2one, selection } from '../orm/field';
import { access, INTERNAL_USER, withMagicFields } from './magic-fields';

/** Where products can lie, and the values of attributes by which variants of a product differ. */
export function defineLocations(db: Database): void {
  const { major } = db;
  const products = access(INTERNAL_USER, ['base.group_system']);
  const stock = access(INTERNAL_USER, ['stock.group_stock_manager']);
  db.define({
    name: 'product.attribute',
    description: 'Product Attribute',
    access: products,
    fields: withMagicFields('product.attribute', major, { name: char('Attribute', { required: true }) }),
  });
  db.define({
    name: 'product.template.attribute.value',
    description: 'Product Template Attribute Value',
    access: products,
    fields: withMagicFields('product.template.attribute.value', major, {
      name: char('Value', { required: true }),
      attribute_id: many2one('Attribute', 'product.attribute', { required: true }),
    }),
  });
  db.define({
    name: 'stock.location',
    description: 'Inventory Locations',
    access: stock,
    displayName: (row) => String(row['complete_name']),
    nextId: 8,
    fields: withMagicFields('stock.location', major, {
      name: char('Location Name', { required: true }),
      complete_name: char('Full Location Name'),
      usage: selection('Location Type', [
        ['internal', 'Internal Location'],
        ['inventory', 'Inventory Loss'],
      ]),
    }),
  });
  db.define({
    name: 'stock.quant',
    description: 'Quants',
    access: stock,
    fields: withMagicFields('stock.quant', major, {
      product_id: many2one('Product', 'product.product', { required: true }),
      location_id: many2one('Location', 'stock.location', { required: true }),
      quantity: float('Quantity'),
    }),
  });
}
