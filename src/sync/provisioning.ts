import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type Device,
  type InspectionPoint,
  PLANNED_HARDWARE_ID,
  pointVersion,
  touchedPercent,
} from '@libs/domain';
import type { Principal } from '../auth/principal';
import { type FieldError, ProblemError } from '../common/problem';
import { RequestValidationPipe } from '../common/validation.pipe';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { CatalogueService } from '../microshare/catalogue.service';
import { DeviceCommands, type NewDevice } from '../devices/device-commands';
import { CreateDeviceDto, fieldsOf } from '../devices/device-input.dto';
import { InspectionPoints } from '../devices/inspection-points';
import { deviceProblem } from '../devices/row-problem';
import { sensorAt, withoutDevice } from '../devices/unmapped-points';
import type { NewAction, StoredAction } from './plan';
import { PlanService } from './plan.service';
import { PlanStore } from './plan.store';
import { actorOf, newPlanId } from './planner';

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

/** What can be said of a point before anything is changed; with the device to make where it lacks one. */
interface Judgement {
  readonly result: ProvisioningResult;
  readonly point?: InspectionPoint;
  readonly device?: NewDevice;
}

/** Creates the devices that inspection points lack, from the ERP as it is now: a plan that is applied at once. */
@Injectable()
export class Provisioning {
  private readonly validation = new RequestValidationPipe();

  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly points: InspectionPoints,
    private readonly catalogue: CatalogueService,
    private readonly commands: DeviceCommands,
    private readonly plans: PlanStore,
    private readonly service: PlanService,
  ) {}

  /**
   * One result per point, or per reference that the ERP does not have.
   * @throws UpstreamError when the ERP cannot be read completely; nothing has been created then
   * @throws ProblemError `unavailable` when the devices are not known; nothing has been created then
   */
  async run(principal: Principal, request: ProvisioningRequest): Promise<readonly ProvisioningResult[]> {
    const readAt = new Date();
    const judged = await this.judgeAll(principal, request);
    if (request.dryRun || judged.every(({ device }) => device === undefined)) {
      return judged.map(({ result }) => result);
    }
    return this.apply(principal, judged, readAt);
  }

  private async judgeAll(principal: Principal, request: ProvisioningRequest): Promise<readonly Judgement[]> {
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

  private async apply(
    principal: Principal,
    judged: readonly Judgement[],
    readAt: Date,
  ): Promise<readonly ProvisioningResult[]> {
    const { index, ageSeconds } = this.catalogue.view(principal.account);
    const actions = judged.flatMap(({ point, device }) =>
      point === undefined || device === undefined ? [] : [createAction(point, device)],
    );
    const plan = await this.plans.save(
      {
        id: newPlanId(),
        account: principal.account,
        direction: 'to_microshare',
        trigger: 'request',
        scope: { references: actions.map(({ erpReference }) => erpReference) },
        filters: { kinds: ['create'] },
        touchedPercent: touchedPercent(actions.length, judged.length, [...index.devices()].length),
        undoes: null,
        note: '',
        createdBy: actorOf(principal),
        pointsAsOf: readAt,
        devicesAsOf: new Date(Date.now() - ageSeconds * 1000),
      },
      actions,
    );
    const { note } = await this.service.applyNow(principal, plan.id);
    const fates = new Map<string, StoredAction>();
    for await (const action of this.plans.everyAction(plan)) fates.set(action.guid ?? '', action);
    return judged.map(({ result, point, device }) => {
      const fate = fates.get(device?.guid ?? '');
      return fate === undefined || point === undefined
        ? result
        : this.resultFor(principal, point, fate, note);
    });
  }

  private resultFor(
    { account }: Principal,
    point: InspectionPoint,
    { status, guid, clusterId, result }: StoredAction,
    note: string,
  ): ProvisioningResult {
    if (status === 'applied') {
      const { index } = this.catalogue.view(account);
      const device = index.cluster(clusterId ?? '')?.devices.get(guid ?? '') ?? null;
      return resultOf(point, 'created', { device, clusterId });
    }
    const message = note === '' ? result : note;
    return resultOf(point, 'failed', { errors: [{ field: '', message }] });
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

function refusedResult(point: InspectionPoint, error: unknown): ProvisioningResult {
  const errors = deviceProblem(error);
  if (errors === undefined) throw error;
  const candidates = error instanceof ProblemError ? error.options.extensions?.['candidates'] : undefined;
  return resultOf(point, 'refused', { errors, candidates: candidates ?? null });
}

function createAction(point: InspectionPoint, { fields, clusterId = '', guid = '' }: NewDevice): NewAction {
  return {
    kind: 'create',
    risk: 'low',
    status: 'pending',
    reason: `No device has the reference of the inspection point ${fields.erpReference}.`,
    erpReference: fields.erpReference,
    erpId: point.erpId,
    guid,
    customer: fields.customer,
    site: fields.site,
    clusterId,
    before: null,
    after: { ...fields, clusterId },
    deviceVersion: null,
    pointVersion: pointVersion(point),
    undoes: null,
  };
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
