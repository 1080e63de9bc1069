import { Injectable } from '@nestjs/common';
import { type Device, type DeviceFields, deviceFieldsOf, deviceVersion, type PlanValues } from '@libs/domain';
import type { Principal } from '../auth/principal';
import { DeviceCommands, type GivenUp } from '../devices/device-commands';
import { DeviceMoves } from '../devices/device-moves';
import { CatalogueService } from '../microshare/catalogue.service';
import type { DeviceIndex } from '../microshare/catalogue/device-index';
import { causeOf } from './action-cause';
import { type ActionOutcome, applied, outcomeOf, refused } from './action-outcome';
import type { DueAction } from './plan-course.store';

/** Changes devices as the actions of a plan say; the changes of one turn share the reads and writes of each cluster. */
@Injectable()
export class DeviceActions {
  constructor(
    private readonly commands: DeviceCommands,
    private readonly moves: DeviceMoves,
    private readonly catalogue: CatalogueService,
  ) {}

  /** One outcome per action. @throws ProblemError `unavailable` while the devices are not known */
  async run(principal: Principal, actions: readonly DueAction[]): Promise<readonly ActionOutcome[]> {
    const routes = new Map<string, DueAction[]>();
    for (const action of actions.filter(({ kind }) => kind === 'move')) {
      routes.set(routeOf(action), [...(routes.get(routeOf(action)) ?? []), action]);
    }
    const others = actions.filter(({ kind }) => kind !== 'move');
    const givenUp = new Set<string>(exchanging(others));
    const moved = [...routes.values()].map((group) => this.move(principal, group));
    const changed = others.map(async (action) => {
      const outcome = this.change(principal, action, givenUp);
      if (givesUpReference(action)) givenUp.add(action.guid ?? '');
      return [await outcome];
    });
    return (await Promise.all([...moved, ...changed])).flat();
  }

  /** @param givenUp devices whose references earlier actions of this turn give up; grows while the turn is handed over */
  private async change(principal: Principal, action: DueAction, givenUp: GivenUp): Promise<ActionOutcome> {
    const { position, kind, guid, after, deviceVersion: version } = action;
    if (guid === null) return refused(position, 'The plan does not say which device.');
    try {
      if (kind === 'delete') {
        await this.commands.delete(principal, guid, [version ?? 'none'], causeOf(action));
        return applied(position, null);
      }
      const device = kind === 'create' ? await this.create(principal, action, guid, givenUp) : undefined;
      const fields = fieldsIn(after);
      // Where there was no reference, others may have none either.
      const allowDuplicate = fields.erpReference === '';
      const versions = [version ?? 'none'];
      const exchange = action.exchange === undefined ? undefined : `${action.planId} ${action.exchange}`;
      const change = { fields, allowDuplicate, versions, givenUp, exchange, cause: causeOf(action) };
      const changed = device ?? (await this.commands.update(principal, guid, change)).after;
      return applied(position, this.versionOf(principal, changed));
    } catch (error) {
      return outcomeOf(position, error);
    }
  }

  private create(principal: Principal, action: DueAction, guid: string, givenUp: GivenUp): Promise<Device> {
    const { after, clusterId, state } = action;
    const fields = fieldsIn(after);
    const place = after?.clusterId ?? clusterId ?? undefined;
    const { index } = this.catalogue.view(principal.account, 'mapping');
    const isGateway = index.cluster(place ?? '')?.summary.deviceType === 'gateway';
    return this.commands.create(principal, {
      fields: { ...NOTHING, ...fields },
      deviceType: isGateway ? 'gateway' : 'rodent_sensor',
      guid,
      clusterId: place,
      allowDuplicate: fields.erpReference === '',
      // The plan had found no device with this guid: where there is one by now, the plan has made it.
      repeatable: true,
      givenUp,
      like: state,
      cause: causeOf(action),
    });
  }

  /** Actions between the same two clusters. */
  private async move(principal: Principal, actions: readonly DueAction[]): Promise<readonly ActionOutcome[]> {
    const [first] = actions;
    const [from, to] = [first?.clusterId ?? '', first?.after?.clusterId ?? ''];
    try {
      const results = await this.moves.run(
        principal,
        from,
        to,
        actions.map((action) => {
          const { guid, after, deviceVersion: version } = action;
          const move = { guid: guid ?? '', fields: fieldsIn(after), expectedVersion: version ?? 'none' };
          return { ...move, cause: causeOf(action) };
        }),
      );
      return results.map((result, i) => {
        const position = actions[i]?.position ?? 0;
        return result.status === 'fulfilled'
          ? applied(position, this.versionOf(principal, result.value.after))
          : outcomeOf(position, result.reason);
      });
    } catch (error) {
      return actions.map(({ position }) => outcomeOf(position, error));
    }
  }

  /** As readers see it from now on: upstream may have put its own touch to what it was given. */
  private versionOf({ account }: Principal, device: Device): string {
    const { index } = this.catalogue.view(account, 'mapping');
    return deviceVersion(deviceIn(index, device.clusterId, device.guid) ?? device);
  }
}

/** True where the devices are as the action was to make them. */
export function isCarriedOut(index: DeviceIndex, { kind, guid, clusterId, after }: DueAction): boolean {
  if (guid === null) return false;
  const current = deviceIn(index, kind === 'move' ? after?.clusterId : clusterId, guid);
  if (kind === 'delete') return current === undefined;
  if (current === undefined) return false;
  if (kind === 'create') return true;
  if (kind === 'move' && deviceIn(index, clusterId, guid) !== undefined) return false;
  const fields = deviceFieldsOf(current);
  const wanted = fieldsIn(after);
  return (Object.keys(wanted) as (keyof DeviceFields)[]).every((field) => wanted[field] === fields[field]);
}

export function deviceIn(
  index: DeviceIndex,
  clusterId: string | null | undefined,
  guid: string,
): Device | undefined {
  return index.cluster(clusterId ?? '')?.devices.get(guid);
}

/** The values of a device among those of an action. */
function fieldsIn(values: PlanValues | null): Partial<DeviceFields> {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([name]) => name !== 'clusterId'));
}

/** Devices that exchange their references: each gives its own up, whatever their order. */
function exchanging(actions: readonly DueAction[]): readonly string[] {
  return actions.flatMap(({ exchange, guid }) => (exchange === undefined ? [] : (guid ?? [])));
}

/** What asks for the reference of its device afterwards may have it. */
function givesUpReference({ kind, after }: DueAction): boolean {
  return kind === 'delete' || (kind !== 'create' && after?.erpReference !== undefined);
}

function routeOf({ clusterId, after }: DueAction): string {
  return JSON.stringify([clusterId, after?.clusterId]);
}

const NOTHING: DeviceFields = {
  customer: '',
  site: '',
  area: '',
  erpReference: '',
  placement: '',
  configuration: '',
  hardwareId: '',
  status: '',
};
