import type { FastifyRequest } from 'fastify';
import { type Read, RepeatedReads } from './repeated-reads';

const request = (url: string, method = 'GET'): FastifyRequest =>
  ({ url, method, routeOptions: { url: '/devices' } }) as FastifyRequest;
const read: Read = () => ({ status: 304, headers: [], variesByCoding: false });

describe('RepeatedReads', () => {
  it('knows how to answer the very address that was answered, and no other', () => {
    const reads = new RepeatedReads();
    reads.remember(request('/devices?limit=5'), read);
    expect(reads.of(request('/devices?limit=5'))).toEqual({ route: '/devices', read });
    for (const url of ['/devices', '/devices?limit=50', '/devices?limit=5&', '/Devices?limit=5']) {
      expect(reads.of(request(url))).toBeUndefined();
    }
  });

  it('is for GET alone', () => {
    const reads = new RepeatedReads();
    reads.remember(request('/devices', 'HEAD'), read);
    expect(reads.of(request('/devices'))).toBeUndefined();
    reads.remember(request('/devices'), read);
    for (const method of ['HEAD', 'POST', 'DELETE']) {
      expect(reads.of(request('/devices', method))).toBeUndefined();
    }
  });

  it('forgets the address known for longest when there are too many, and takes none that is too long', () => {
    const reads = new RepeatedReads();
    for (let i = 0; i <= 1_000; i += 1) reads.remember(request(`/devices/${i}`), read);
    expect(reads.of(request('/devices/0'))).toBeUndefined();
    expect(reads.of(request('/devices/1'))).toMatchObject({ read });
    expect(reads.of(request('/devices/1000'))).toMatchObject({ read });
    const long = `/devices?q=${'x'.repeat(1_000)}`;
    reads.remember(request(long), read);
    expect(reads.of(request(long))).toBeUndefined();
  });
});
