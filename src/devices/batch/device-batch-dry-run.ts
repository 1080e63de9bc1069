import { Injectable } from '@nestjs/common';
import { deviceVersion } from '@libs/domain';
import type { Principal } from '../../auth/principal';
import { ProblemError } from '../../common/problem';
import type { Fate } from './device-batch-order';
import type { BatchStep } from './device-batch-steps';
import { DeviceCommands, type PlannedChange } from '../device-commands';

/** Says what would become of an item, from what is known of the devices and without asking upstream. */
@Injectable()
export class DeviceBatchDryRun {
  constructor(private readonly commands: DeviceCommands) {}

  /**
   * Resolves to null, for no device, when nothing speaks against the item. Of a device that earlier items make or take
   * away, only the fields of the item are checked.
   * @param fate what earlier items of the batch mean for the device
   * @throws ProblemError as the change itself would
   */
  judge(principal: Principal, step: BatchStep, fate: Fate): Promise<null> {
    return new Promise((resolve) => {
      if (fate === 'as it is') this.check(principal, step);
      else if (fate === 'deleted' && step.op !== 'create') throw alreadyDeleted(step.guid);
      resolve(null);
    });
  }

  private check(principal: Principal, step: BatchStep): void {
    switch (step.op) {
      case 'create':
        this.commands.checkNew(principal, step.input);
        return;
      case 'update':
        refuseVersion(this.commands.checkUpdate(principal, step.guid, step.input));
        return;
      case 'delete':
        refuseVersion(this.commands.checkDelete(principal, step.guid, step.versions));
    }
  }
}

function refuseVersion({ device, change: { expectedVersion } }: PlannedChange): void {
  const current = deviceVersion(device);
  if (expectedVersion === undefined || expectedVersion === current) return;
  throw new ProblemError('precondition-failed', 'the device is not known in this version; read it again', {
    extensions: { expected_version: expectedVersion, current_version: current },
  });
}

function alreadyDeleted(guid: string): ProblemError {
  return new ProblemError('not-found', `the device ${guid} is deleted by an earlier item of the batch`);
}
