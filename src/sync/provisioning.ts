import { Injectable } from '@nestjs/common';
import { type InspectionPoint, pointVersion, touchedPercent } from '@libs/domain';
import type { Principal } from '../auth/principal';
import type { NewDevice } from '../devices/device-commands';
import { CatalogueService } from '../microshare/catalogue.service';
import type { NewAction, StoredAction } from './plan';
import { PlanMaker } from './plan-maker';
import { PlanService } from './plan.service';
import { PlanStore } from './plan.store';
import { actorOf, newPlanId } from './planner';
import { type Judgement, ProvisioningJudge, type ProvisioningRequest } from './provisioning-judge';
import { type ProvisioningResult, resultOf } from './provisioning-result';

/** Creates the devices that inspection points lack, from the ERP as it is now: a plan that is applied at once. */
@Injectable()
export class Provisioning {
  constructor(
    private readonly judge: ProvisioningJudge,
    private readonly catalogue: CatalogueService,
    private readonly maker: PlanMaker,
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
    const judged = await this.judge.judgeAll(principal, request);
    if (request.dryRun || judged.every(({ device }) => device === undefined)) {
      return judged.map(({ result }) => result);
    }
    return this.apply(principal, judged, readAt);
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
    const plan = await this.maker.keep(principal, {
      plan: {
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
    });
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
