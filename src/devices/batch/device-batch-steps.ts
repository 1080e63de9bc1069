import { createHash } from 'node:crypto';
import type { Principal } from '../../auth/principal';
import { type BatchDeleteDto, type BatchItem, type BatchUpdateDto, versionsOf } from './device-batch-items';
import type { DeviceUpdate, GivenUp, NewDevice } from '../device-commands';
import { changedFieldsOf, fieldsOf } from '../device-input.dto';
import { guidForKey } from '../idempotency';

/** An item as commands understand it. `guid` is undefined for a creation that leaves it to us. */
export type BatchStep = { readonly guid: string | undefined } & (
  | { readonly op: 'create'; readonly input: NewDevice }
  | { readonly op: 'update'; readonly guid: string; readonly input: DeviceUpdate }
  | { readonly op: 'delete'; readonly guid: string; readonly versions: readonly string[] | undefined }
);

/** True for an item after which its device, as far as is known, no longer has the reference that it has now. */
export function givesUpReference(item: BatchItem): item is BatchUpdateDto | BatchDeleteDto {
  return item.op === 'delete' || (item.op === 'update' && item.erp_reference !== undefined);
}

/**
 * @param index of the item in its batch; with the key it makes the guid of a creation that has none
 * @param givenUp devices whose references earlier items give up; grows while the batch is handed over
 */
export function stepOf(
  principal: Principal,
  index: number,
  item: BatchItem,
  givenUp: GivenUp,
  key: string | undefined,
): BatchStep {
  switch (item.op) {
    case 'create': {
      const fields = fieldsOf(item);
      const derived = item.guid === undefined && key !== undefined;
      // A key that no single call can have: it holds spaces. With the content, for keys that outlive what is remembered.
      const content = createHash('sha256').update(JSON.stringify(fields)).digest('base64url');
      const input: NewDevice = {
        fields,
        deviceType: item.device_type,
        guid: derived ? guidForKey(principal, `batch ${key} ${index} ${content}`) : item.guid,
        clusterId: item.cluster_id,
        allowDuplicate: item.allow_duplicate,
        repeatable: derived,
        givenUp,
      };
      return { op: 'create', guid: item.guid, input };
    }
    case 'update': {
      const allowDuplicate = item.allow_duplicate ?? false;
      const input = { fields: changedFieldsOf(item), allowDuplicate, versions: versionsOf(item), givenUp };
      return { op: 'update', guid: item.guid, input };
    }
    case 'delete':
      return { op: 'delete', guid: item.guid, versions: versionsOf(item) };
  }
}
