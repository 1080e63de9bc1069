import type { ColumnType } from 'kysely';
import type { Timestamp } from '../database/schema';
import type { GapChange } from './gap-closing';
import type { GapOrigin } from './gap-origins';
import type { GapRun } from './gap-run';

/** Whose row it is. */
interface OwnRow {
  readonly tenant: string;
  readonly account: string;
}

/** JSON, written as text. */
type Json<T> = ColumnType<T, string, string>;

interface GapRunTable extends OwnRow {
  readonly id: string;
  readonly started_at: Timestamp;
  readonly status: GapRun['status'];
  readonly run: Json<GapRun>;
}

interface GapReportTable extends OwnRow {
  readonly run_id: string;
  /** Gzipped JSON, as are the findings. */
  readonly head: Buffer;
}

interface GapReportPartTable extends OwnRow {
  readonly run_id: string;
  readonly part: number;
  readonly findings: Buffer;
}

interface GapPlannedTable extends OwnRow {
  /** Device guid -> ISO 8601 UTC. */
  readonly since: Json<Readonly<Record<string, string>>>;
}

interface GapTrendTable extends OwnRow {
  readonly run_id: string;
  readonly at: Timestamp;
  readonly active_points: number;
  readonly covered_points: number;
  readonly findings: number;
  readonly opened: number;
  readonly closed: number;
}

interface GapCoverageTable extends OwnRow {
  readonly run_id: string;
  readonly at: Timestamp;
  readonly customer: string;
  readonly site: string;
  readonly points: number;
  readonly covered: number;
}

/** One row for each time that a gap was there, from the run that found it to the run that did not find it any more. */
interface GapFindingTable extends OwnRow {
  readonly finding_id: string;
  readonly kind: string;
  readonly reference: string;
  readonly customer: string;
  readonly site: string;
  readonly first_seen_at: Timestamp;
  readonly first_run_id: string;
  readonly resolved_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  readonly resolved_run_id: string | null;
  readonly causes: ColumnType<readonly GapChange[] | null, string | null, string | null>;
  readonly resolved_by: ColumnType<readonly GapOrigin[] | null, string | null, string | null>;
}

declare module '../database/schema' {
  interface Schema {
    gap_runs: GapRunTable;
    gap_reports: GapReportTable;
    gap_report_parts: GapReportPartTable;
    gap_planned: GapPlannedTable;
    gap_trend: GapTrendTable;
    gap_coverage: GapCoverageTable;
    gap_findings: GapFindingTable;
  }
}
