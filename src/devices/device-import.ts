import { Injectable } from '@nestjs/common';
import type { Device } from '@libs/domain';
import type { Principal } from '../auth/principal';
import { type FieldError, ProblemError } from '../common/problem';
import { RequestValidationPipe } from '../common/validation.pipe';
import { CatalogueService } from '../microshare/catalogue.service';
import { DeviceCommands } from './device-commands';
import { type CsvRow, fromCsv } from './device-csv';
import { changedFieldsOf, CreateDeviceDto, fieldsOf, UpdateDeviceDto } from './device-input.dto';
import { deviceProblem } from './row-problem';

/** What a row asks for, or has led to: a dry run says `create`, a real one `created` or `failed`. */
export type RowVerdict = 'create' | 'created' | 'update' | 'updated' | 'unchanged' | 'error' | 'failed';

export interface RowResult {
  readonly line: number;
  readonly verdict: RowVerdict;
  readonly erpReference: string;
  readonly guid: string | null;
  readonly clusterId: string | null;
  readonly errors: readonly FieldError[];
}

type Step =
  | { readonly kind: 'settled'; readonly result: RowResult }
  | {
      readonly kind: 'write';
      readonly result: RowResult;
      readonly done: RowVerdict;
      readonly run: () => Promise<Device>;
    };

/**
 * CSV into devices: a row whose guid is known changes that device, any other creates one. Every row gets a verdict, and
 * each stands for itself. Rows for one cluster share its rounds, so a file costs a read and a write or two per cluster.
 */
@Injectable()
export class DeviceImport {
  private readonly validation = new RequestValidationPipe();

  constructor(
    private readonly catalogue: CatalogueService,
    private readonly commands: DeviceCommands,
  ) {}

  /** @throws ProblemError for a file that cannot be read at all, or `unavailable` when the devices are not known */
  async run(principal: Principal, csv: string, dryRun: boolean): Promise<readonly RowResult[]> {
    // Asked for once ahead: without it every single row would be wrong for a reason that is not its own.
    this.catalogue.view(principal.account);
    const references = new Map<string, number>();
    const steps: Step[] = [];
    for (const row of fromCsv(csv)) steps.push(await this.plan(principal, row, references));
    return dryRun ? steps.map(({ result }) => result) : Promise.all(steps.map(carryOut));
  }

  private async plan(principal: Principal, row: CsvRow, references: Map<string, number>): Promise<Step> {
    const { guid } = row.cells;
    try {
      const [known] = guid === undefined ? [] : this.catalogue.view(principal.account).index.byGuid(guid);
      return known === undefined
        ? await this.planCreate(principal, row, references)
        : await this.planUpdate(principal, row, known);
    } catch (error) {
      const errors = deviceProblem(error);
      if (errors === undefined) throw error;
      return { kind: 'settled', result: resultOf(row, 'error', { errors }) };
    }
  }

  private async planCreate(
    principal: Principal,
    row: CsvRow,
    references: Map<string, number>,
  ): Promise<Step> {
    const input = (await this.validation.transform(row.cells, {
      type: 'body',
      metatype: CreateDeviceDto,
    })) as CreateDeviceDto;
    const earlier = references.get(input.erp_reference);
    if (earlier !== undefined) {
      const message = `is used by line ${earlier} of the file already`;
      throw new ProblemError('conflict', message, {
        errors: [{ field: 'erp_reference', message, value: input.erp_reference }],
      });
    }
    const device = {
      fields: fieldsOf(input),
      deviceType: input.device_type,
      guid: input.guid,
      clusterId: input.cluster_id,
      allowDuplicate: false,
    };
    const cluster = this.commands.checkNew(principal, device);
    references.set(input.erp_reference, row.line);
    return {
      kind: 'write',
      result: resultOf(row, 'create', { clusterId: cluster.id }),
      done: 'created',
      run: () => this.commands.create(principal, { ...device, clusterId: cluster.id }),
    };
  }

  private async planUpdate(principal: Principal, row: CsvRow, device: Device): Promise<Step> {
    const where = { guid: device.guid, clusterId: device.clusterId };
    refuseMove(row, device);
    const input = (await this.validation.transform(changedCells(row, device), {
      type: 'body',
      metatype: UpdateDeviceDto,
    })) as UpdateDeviceDto;
    const fields = changedFieldsOf(input);
    if (Object.keys(fields).length === 0)
      return { kind: 'settled', result: resultOf(row, 'unchanged', where) };
    return {
      kind: 'write',
      result: resultOf(row, 'update', where),
      done: 'updated',
      run: async () =>
        (await this.commands.update(principal, device.guid, { fields, allowDuplicate: false })).after,
    };
  }
}

/** A file that asks for another type or cluster would otherwise seem to have been carried out. */
function refuseMove({ cells }: CsvRow, device: Device): void {
  const current = { device_type: device.deviceType, cluster_id: device.clusterId };
  const errors = (['device_type', 'cluster_id'] as const)
    .filter((field) => cells[field] !== undefined && cells[field] !== current[field])
    .map((field) => ({ field, message: `cannot change; it is ${current[field]}`, value: cells[field] }));
  if (errors.length > 0) throw new ProblemError('unprocessable', 'a device cannot be moved', { errors });
}

/** Cells that differ from the device, so that what is dirty upstream and untouched in the file does not fail the row. */
function changedCells({ cells }: CsvRow, device: Device): Record<string, string> {
  const current: Record<string, string> = {
    customer: device.customer,
    site: device.site,
    area: device.area,
    erp_reference: device.erpReference,
    placement: device.placement,
    configuration: device.configuration,
    status: device.status,
    id: device.id,
  };
  return Object.fromEntries(
    Object.entries(cells).filter(([name, value]) => current[name] !== undefined && current[name] !== value),
  );
}

async function carryOut(step: Step): Promise<RowResult> {
  if (step.kind === 'settled') return step.result;
  try {
    const device = await step.run();
    return { ...step.result, verdict: step.done, guid: device.guid, clusterId: device.clusterId };
  } catch (error) {
    const errors = deviceProblem(error);
    if (errors === undefined) throw error;
    return { ...step.result, verdict: 'failed', errors };
  }
}

function resultOf(row: CsvRow, verdict: RowVerdict, rest: Partial<RowResult>): RowResult {
  return {
    line: row.line,
    verdict,
    erpReference: row.cells.erp_reference ?? '',
    guid: row.cells.guid ?? null,
    clusterId: row.cells.cluster_id ?? null,
    errors: [],
    ...rest,
  };
}
