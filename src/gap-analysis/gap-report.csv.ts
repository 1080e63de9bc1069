import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Finding } from '@libs/domain';
import type { GapReport } from './gap-report';

type Row = Readonly<Record<string, string>>;

/**
 * The matching findings as CSV (RFC 4180, UTF-8, with a header line), one row per finding. Values that a spreadsheet
 * would take for a formula get a leading apostrophe. Several records of one finding stand in one cell, separated by `; `.
 */
export function csvOf(report: GapReport, matches: (finding: Finding) => boolean): Readable {
  const csv = stringify({ header: true, columns: COLUMNS, escape_formulas: true, record_delimiter: '\r\n' });
  pipeline(Readable.from(rowsOf(report, matches)), csv, (error) => {
    // A failed source has destroyed the stream with its error already, except for a reader that went away.
    if (error && !csv.destroyed) csv.destroy(error);
  });
  return csv;
}

const COLUMNS = [
  'id',
  'kind',
  'reference',
  'customer',
  'site',
  'reason',
  'remedy',
  'erp_ids',
  'point_names',
  'device_guids',
  'hardware_ids',
  'cluster_names',
];

async function* rowsOf(report: GapReport, matches: (finding: Finding) => boolean): AsyncGenerator<Row> {
  for await (const [, finding] of report.findings()) {
    if (matches(finding)) yield rowOf(finding);
  }
}

function rowOf({ points, devices, ...finding }: Finding): Row {
  const join = (values: readonly string[]): string => [...new Set(values)].join('; ');
  return {
    id: finding.id,
    kind: finding.kind,
    reference: finding.reference,
    customer: finding.customer,
    site: finding.site,
    reason: finding.reason,
    remedy: finding.remedy,
    erp_ids: points.map((point) => point.erpId).join('; '),
    point_names: points.map((point) => point.name).join('; '),
    device_guids: devices.map((device) => device.guid).join('; '),
    hardware_ids: devices.map((device) => device.id).join('; '),
    cluster_names: join(devices.map((device) => device.clusterName)),
  };
}
