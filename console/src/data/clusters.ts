import type { ClusterDto } from '@trapline/client';
import { trapline } from '../api.ts';
import { Resource } from './resource.ts';

export const clusters = new Resource<readonly ClusterDto[]>(
  async () => (await trapline.GET('/api/v1/clusters')).data.clusters,
);
