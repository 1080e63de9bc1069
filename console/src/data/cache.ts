import type { CacheStatusDto } from '@trapline/client';
import { trapline } from '../api.ts';
import { Resource } from './resource.ts';

/** What the server holds in memory, and how old it is. */
export const cacheStatus = new Resource<CacheStatusDto>(
  async () => (await trapline.GET('/api/v1/devices/cache/status')).data,
);
