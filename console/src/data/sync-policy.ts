import type { GapFindingDto, SyncPolicyDto } from '@trapline/client';
import { trapline } from '../api.ts';
import type { Kind } from './kinds.ts';
import { Resource } from './resource.ts';

/** Which side owns which field: it decides what a plan can do about a gap. */
export const syncPolicy = new Resource<SyncPolicyDto>(
  async () => (await trapline.GET('/api/v1/erp/sync/policy')).data,
);

const ABOUT: Readonly<Partial<Record<Kind, keyof SyncPolicyDto['owners']>>> = {
  near_match: 'reference',
  customer_differs: 'customer',
  site_differs: 'site',
  area_differs: 'area',
  status_differs: 'status',
};

/** A plan would do something about it; whether it does, the preview says. */
export function isMendable({ kind, reference }: GapFindingDto): boolean {
  if (reference === '') return false;
  if (kind === 'point_without_device') return true;
  const policy = syncPolicy.data.value;
  if (policy === undefined) return false;
  if (kind === 'archived_point_live_device') return policy.on_archive !== 'ignore';
  const field = ABOUT[kind];
  return field !== undefined && policy.owners[field] === 'erp' && policy.conflict !== 'skip';
}
