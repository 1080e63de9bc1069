import { Injectable } from '@nestjs/common';
import { type Device, type InspectionPoint, PLANNED_HARDWARE_ID } from '@libs/domain';
import type { Principal } from '../auth/principal';
import { type FieldError, ProblemError } from '../common/problem';
import { RequestValidationPipe } from '../common/validation.pipe';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { CatalogueService } from '../microshare/catalogue.service';
import { DeviceCommands, type NewDevice } from './device-commands';
import { CreateDeviceDto, fieldsOf } from './device-input.dto';
import { InspectionPoints } from './inspection-points';
import { deviceProblem } from './row-problem';
import { sensorAt, withoutDevice } from './unmapped-points';

export interface ProvisioningRequest {
  /** Points to provide for; undefined = all that have no device. */
  readonly references: readonly string[] | undefined;
  readonly dryRun: boolean;
  /** For points whose ERP record says nothing about it. */
  readonly placement: string;
  readonly configuration: string;
  /** Where to create them; undefined = the cluster that serves customer and site. */
  readonly clusterId: string | undefined;
}

export type ProvisioningOutcome = 'would_create' | 'created' | 'exists' | 'refused' | 'failed' | 'not_found';

export interface ProvisioningResult {
  readonly reference: string;
  readonly point: InspectionPoint | null;
  readonly outcome: ProvisioningOutcome;
  readonly device: Device | null;
  readonly clusterId: string | null;
  readonly errors: readonly FieldError[];
  /** Clusters to choose from, where none could be chosen. */
  readonly candidates: unknown;
}

/** Creates the devices that inspection points lack, from the ERP as it is now. */
@Injectable()
export class Provisioning {
  private readonly validation = new RequestValidationPipe();

  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly points: InspectionPoints,
    private readonly catalogue: CatalogueService,
    private readonly commands: DeviceCommands,
  ) {}

  /**
   * One result per point, or per reference that the ERP does not have.
   * @throws UpstreamError when the ERP cannot be read completely; nothing has been created then
   * @throws ProblemError `unavailable` when the devices are not known; nothing has been created then
   */
  async run(principal: Principal, request: ProvisioningRequest): Promise<readonly ProvisioningResult[]> {
    const { references } = request;
    // Without it every single point would be refused for a reason that is not its own.
    const { index } = this.catalogue.view(principal.account);
    if (references === undefined) {
      const { points } = await this.points.fresh();
      const unmapped = withoutDevice(points, index);
      const repeated = repeatedReferences(points);
      return Promise.all(unmapped.map((point) => this.provide(principal, point, repeated, request)));
    }
    const wanted = [...new Set(references)];
    const found = await this.points.findFresh(wanted);
    const repeated = repeatedReferences(found);
    const known = new Set(found.map(({ reference }) => reference));
    const provided = await Promise.all(
      found.map((point) => this.provide(principal, point, repeated, request)),
    );
    return [...provided, ...wanted.filter((reference) => !known.has(reference)).map(notFound)];
  }

  private async provide(
    principal: Principal,
    point: InspectionPoint,
    repeated: ReadonlySet<string>,
    request: ProvisioningRequest,
  ): Promise<ProvisioningResult> {
    try {
      const { index } = this.catalogue.view(principal.account);
      const existing = sensorAt(point, index);
      if (existing !== undefined) {
        return resultOf(point, 'exists', { device: existing, clusterId: existing.clusterId });
      }
      refuseUnfit(point, repeated);
      const device = await this.newDevice(point, request);
      const cluster = this.commands.checkNew(principal, device);
      if (request.dryRun) return resultOf(point, 'would_create', { clusterId: cluster.id });
      return await this.create(principal, point, { ...device, clusterId: cluster.id });
    } catch (error) {
      return failed(point, 'refused', error);
    }
  }

  private async create(
    principal: Principal,
    point: InspectionPoint,
    device: NewDevice,
  ): Promise<ProvisioningResult> {
    try {
      const created = await this.commands.create(principal, device);
      return resultOf(point, 'created', { device: created, clusterId: created.clusterId });
    } catch (error) {
      return failed(point, 'failed', error);
    }
  }

  private async newDevice(point: InspectionPoint, request: ProvisioningRequest): Promise<NewDevice> {
    const mapped = this.erp.mapToMicroshare(point);
    const input = (await this.validation.transform(
      {
        customer: mapped.customer,
        site: mapped.site,
        area: mapped.area,
        erp_reference: mapped.erpReference,
        placement: mapped.placement === '' ? request.placement : mapped.placement,
        configuration: mapped.configuration === '' ? request.configuration : mapped.configuration,
        id: mapped.hardwareId === '' ? PLANNED_HARDWARE_ID : mapped.hardwareId,
      },
      { type: 'body', metatype: CreateDeviceDto },
    )) as CreateDeviceDto;
    return {
      fields: fieldsOf(input),
      deviceType: 'rodent_sensor',
      clusterId: request.clusterId,
      allowDuplicate: false,
    };
  }
}

/** References that several active points share: none of them can say which device is its own. */
function repeatedReferences(points: readonly InspectionPoint[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { reference, archived } of points) {
    if (archived || reference === '') continue;
    if (seen.has(reference)) repeated.add(reference);
    seen.add(reference);
  }
  return repeated;
}

function refuseUnfit({ archived, reference }: InspectionPoint, repeated: ReadonlySet<string>): void {
  if (archived) {
    throw new ProblemError('conflict', 'the inspection point is archived; restore it in the ERP first');
  }
  if (repeated.has(reference)) {
    throw new ProblemError('conflict', `several inspection points have the reference ${reference}`, {
      errors: [
        {
          field: 'reference',
          message: 'is used by several inspection points; make it unique in the ERP',
          value: reference,
        },
      ],
    });
  }
}

function failed(point: InspectionPoint, outcome: 'refused' | 'failed', error: unknown): ProvisioningResult {
  const errors = deviceProblem(error);
  if (errors === undefined) throw error;
  const candidates = error instanceof ProblemError ? error.options.extensions?.['candidates'] : undefined;
  return resultOf(point, outcome, { errors, candidates: candidates ?? null });
}

function notFound(reference: string): ProvisioningResult {
  const message = 'no inspection point has this reference';
  return {
    reference,
    point: null,
    outcome: 'not_found',
    device: null,
    clusterId: null,
    errors: [{ field: 'references', message, value: reference }],
    candidates: null,
  };
}

function resultOf(
  point: InspectionPoint,
  outcome: ProvisioningOutcome,
  rest: Partial<ProvisioningResult>,
): ProvisioningResult {
  const empty = { device: null, clusterId: null, errors: [], candidates: null };
  return { reference: point.reference, point, outcome, ...empty, ...rest };
}
