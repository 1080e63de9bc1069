import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type InspectionPoint, PLANNED_HARDWARE_ID } from '@libs/domain';
import type { Principal } from '../auth/principal';
import { ProblemError } from '../common/problem';
import { RequestValidationPipe } from '../common/validation.pipe';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { CatalogueService } from '../microshare/catalogue.service';
import { DeviceCommands, type NewDevice } from '../devices/device-commands';
import { CreateDeviceDto, fieldsOf } from '../devices/device-input.dto';
import { InspectionPoints } from '../devices/inspection-points';
import { sensorAt, withoutDevice } from '../devices/unmapped-points';
import { notFound, type ProvisioningResult, refusedResult, resultOf } from './provisioning-result';

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

/** What can be said of a point before anything is changed; with the device to make where it lacks one. */
export interface Judgement {
  readonly result: ProvisioningResult;
  readonly point?: InspectionPoint;
  readonly device?: NewDevice;
}

/** Judges inspection points, as the ERP has them now, by the device that each has or could get; changes nothing. */
@Injectable()
export class ProvisioningJudge {
  private readonly validation = new RequestValidationPipe();

  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly points: InspectionPoints,
    private readonly catalogue: CatalogueService,
    private readonly commands: DeviceCommands,
  ) {}

  /**
   * One judgement per point, or per reference that the ERP does not have.
   * @throws UpstreamError when the ERP cannot be read completely
   * @throws ProblemError `unavailable` when the devices are not known
   */
  async judgeAll(principal: Principal, request: ProvisioningRequest): Promise<readonly Judgement[]> {
    const { references } = request;
    // Without it every single point would be refused for a reason that is not its own.
    const { index } = this.catalogue.view(principal.account);
    if (references === undefined) {
      const { points } = await this.points.fresh();
      const repeated = repeatedReferences(points);
      return Promise.all(
        withoutDevice(points, index).map((point) => this.judge(principal, point, repeated, request)),
      );
    }
    const wanted = [...new Set(references)];
    const found = await this.points.findFresh(wanted);
    const repeated = repeatedReferences(found);
    const known = new Set(found.map(({ reference }) => reference));
    const judged = await Promise.all(found.map((point) => this.judge(principal, point, repeated, request)));
    const unknown = wanted.filter((reference) => !known.has(reference));
    return [...judged, ...unknown.map((reference) => ({ result: notFound(reference) }))];
  }

  private async judge(
    principal: Principal,
    point: InspectionPoint,
    repeated: ReadonlySet<string>,
    request: ProvisioningRequest,
  ): Promise<Judgement> {
    try {
      const { index } = this.catalogue.view(principal.account);
      const existing = sensorAt(point, index);
      if (existing !== undefined) {
        return {
          result: resultOf(point, 'exists', { device: existing, clusterId: existing.clusterId }),
        };
      }
      refuseUnfit(point, repeated);
      const device = await this.newDevice(point, request);
      const { id: clusterId } = this.commands.checkNew(principal, device);
      const guid = `erp-device-${randomUUID()}`;
      return {
        result: resultOf(point, 'would_create', { clusterId }),
        point,
        device: { ...device, clusterId, guid },
      };
    } catch (error) {
      return { result: refusedResult(point, error) };
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
