import type { FieldSource, OdooSettings } from '../../../config/configuration';
import type { MappingPreset, PointMapping } from '../../mapping/point-mapping';

/** The part of the settings that says which fields of a product hold what. */
export type OdooMappingSettings = Pick<
  OdooSettings,
  | 'nameSeparator'
  | 'customerFrom'
  | 'siteFrom'
  | 'areaFrom'
  | 'placementFrom'
  | 'configurationFrom'
  | 'euiField'
  | 'statusField'
  | 'lastSyncField'
>;

/** The mapping that the settings describe. */
export function mappingOfSettings(settings: OdooMappingSettings): PointMapping {
  const from = (source: FieldSource | undefined): string => expressionOf(source, settings.nameSeparator);
  const { euiField, statusField, lastSyncField } = settings;
  return {
    read: {
      customer: from(settings.customerFrom),
      site: from(settings.siteFrom),
      area: from(settings.areaFrom),
      reference: 'default_code',
      placement: from(settings.placementFrom),
      configuration: from(settings.configurationFrom),
      deviceEui: euiField,
      status: 'active ? "active" : "inactive"',
    },
    write: {
      deviceEui: { field: euiField },
      ...(statusField !== undefined && { deviceStatus: { field: statusField } }),
      ...(lastSyncField !== undefined && { lastSync: { field: lastSyncField } }),
    },
  };
}

/** Mappings to begin with: what the settings say, and three other places where companies keep a location. */
export function odooPresets(settings: OdooMappingSettings): readonly MappingPreset[] {
  const plain = mappingOfSettings(settings);
  const located = (customer: string, site: string, area: string): PointMapping => ({
    ...plain,
    read: { ...plain.read, customer, site, area },
  });
  const partsOf = (text: string, first: number): [string, string, string] => [
    `$part(${text}, " / ", ${first})`,
    `$part(${text}, " / ", ${first + 1})`,
    `$part(${text}, " / ", ${first + 2})`,
  ];
  const attribute = (name: string): string =>
    `product_template_attribute_value_ids[attribute_id.name = "${name}"].name`;
  const location = 'stock_quant_ids[location_id.usage = "internal"][0].location_id.complete_name';
  return [
    { id: 'settings', title: 'What the ODOO_…_FROM settings say', mapping: plain },
    {
      id: 'category_path',
      title: 'Customer / site / area are the categories below the one of all inspection points',
      mapping: located(...partsOf('categ_id.complete_name', 1)),
    },
    {
      id: 'attributes',
      title: 'Customer, site and area are attributes of the product',
      mapping: located(attribute('Customer'), attribute('Site'), attribute('Area')),
    },
    {
      id: 'stock_location',
      title: 'Customer / site / area are the stock location in which the product lies',
      mapping: located(
        `$part(${location}, "/", 0)`,
        `$part(${location}, "/", 1)`,
        `$part(${location}, "/", 2)`,
      ),
    },
  ];
}

function expressionOf(source: FieldSource | undefined, separator: string): string {
  if (source === undefined) return '""';
  if ('expression' in source) return source.expression;
  const { field, part } = source;
  return part === undefined ? field : `$part(${field}, ${JSON.stringify(separator)}, ${part})`;
}
