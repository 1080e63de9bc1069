import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ExportLine } from '../audit-export';
import type { AuditRecordDto } from '../audit.dto';
import type { AuditRecord } from '../audit-record';
import { canonicalJson } from '../canonical-json';
import type { Checkpoint } from '../checkpoint';

/** An export of `GET /api/v1/audit` as NDJSON. Each reading goes over the whole file and holds a line at a time. */
export class ExportFile {
  constructor(private readonly path: string) {}

  /** The tenant of the first line; undefined for an empty file. */
  async tenant(): Promise<string | undefined> {
    for await (const line of this.lines()) return 'checkpoint' in line ? line.checkpoint.tenant : line.tenant;
    return undefined;
  }

  async checkpoints(): Promise<Checkpoint[]> {
    const found: Checkpoint[] = [];
    for await (const line of this.lines()) if ('checkpoint' in line) found.push(line.checkpoint);
    return found;
  }

  async *records(): AsyncGenerator<AuditRecord> {
    for await (const line of this.lines()) if (!('checkpoint' in line)) yield recordOf(line);
  }

  /** @throws Error naming the line that is no JSON object */
  private async *lines(): AsyncGenerator<ExportLine> {
    let number = 0;
    for await (const text of createInterface({ input: createReadStream(this.path) })) {
      number += 1;
      if (text === '') continue;
      yield parse(text, number);
    }
  }
}

function parse(text: string, number: number): ExportLine {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null) return value as ExportLine;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Error(`line ${number} is no record: the file is not an NDJSON export, or was cut off`);
}

/** A line of an export, which may have been made before records told of plans. */
type RecordLine = Omit<AuditRecordDto, 'plan' | 'plan_action'> &
  Partial<Pick<AuditRecordDto, 'plan' | 'plan_action'>>;

function recordOf({ before, after, plan = null, plan_action = null, ...record }: RecordLine): AuditRecord {
  return { ...record, plan, plan_action, before: jsonOrNull(before), after: jsonOrNull(after) };
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : canonicalJson(value);
}
