export const ODOO_VERSIONS = ['16.0', '17.0', '18.0', '19.0'] as const;
export type OdooVersion = (typeof ODOO_VERSIONS)[number];

/** Major version number: behaviour is switched on `>= 17` and the like. */
export type Major = 16 | 17 | 18 | 19;

export function majorOf(version: OdooVersion): Major {
  return Number.parseInt(version, 10) as Major;
}

/** `server_version` as the recorded servers give it: 17 and 18 were nightly builds. */
export const SERVER_VERSION: Readonly<Record<OdooVersion, string>> = {
  '16.0': '16.0',
  '17.0': '17.0-20240709',
  '18.0': '18.0-20250421',
  '19.0': '19.0',
};
