import { type AgedFinding, daysBetween, type GapReport } from './gap-report';
import type { GapTable } from './gap-table';

/** The columns of a report as a table: one row for each finding. */
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
  'first_seen_at',
  'age_days',
] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/**
 * The matching findings as a table. Several records of one finding stand in one cell, separated by `; `. Ages are those at
 * `asOf`, the start of the run.
 */
export function reportTable(
  report: GapReport,
  asOf: Date,
  matches: (finding: AgedFinding) => boolean,
): GapTable {
  return { columns: COLUMNS, numbers: ['age_days'], rows: rowsOf(report, asOf, matches) };
}

async function* rowsOf(
  report: GapReport,
  asOf: Date,
  matches: (finding: AgedFinding) => boolean,
): AsyncGenerator<Row> {
  for await (const [, finding] of report.findings()) {
    if (matches(finding)) yield rowOf(finding, asOf);
  }
}

function rowOf({ points, devices, ...finding }: AgedFinding, asOf: Date): Row {
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
    first_seen_at: finding.firstSeenAt,
    age_days: String(daysBetween(new Date(finding.firstSeenAt), asOf)),
  };
}
