import fc from 'fast-check';
import { clusterPartsOf, MicroshareClient, type ClusterPage, type RawCluster } from '@libs/microshare-client';
import { startMicroshareSimulator } from '@libs/simulators';
import { UpstreamProtocolError, UpstreamUnavailableError } from '@libs/upstream';
import { http, okJson, startRawServer, type RawAnswer } from './raw-server';

const TOKEN = 'any';
const timeouts = { authMs: 5_000, readMs: 5_000, writeMs: 5_000, discoveryMs: 5_000 };

function clusters(...ids: readonly number[]): RawCluster[] {
  return ids.map((id) => ({ _id: `c${id}`, recType: 'io.microshare.trap.packed', data: { devices: [] } }));
}

function page(meta: Readonly<Record<string, number>>, ...ids: readonly number[]): Buffer {
  return okJson(JSON.stringify({ meta, objs: clusters(...ids) }));
}

/** What a discovery with two clusters a page makes of these answers, and how many it asked for. */
async function discovered(...answers: readonly [RawAnswer, ...RawAnswer[]]): Promise<[string[], number]> {
  const server = await startRawServer(...answers);
  const client = new MicroshareClient({ apiUrl: server.url, pageSize: 2, timeouts });
  try {
    const found = await client.discover(TOKEN);
    return [found.map((cluster) => clusterPartsOf(cluster)?.id ?? ''), server.requests.length];
  } finally {
    client.close();
    await server.close();
  }
}

describe('discovery over several pages', () => {
  it('follows the stated number of pages', async () => {
    const meta = { perPage: 2, totalCount: 4, totalPages: 2 };
    await expect(discovered(page(meta, 1, 2), page(meta, 3, 4))).resolves.toEqual([
      ['c1', 'c2', 'c3', 'c4'],
      2,
    ]);
  });

  it('ends at a short page although the platform counts what this login cannot see', async () => {
    const meta = { perPage: 2, totalCount: 999, totalPages: 500 };
    await expect(discovered(page(meta, 1, 2), page(meta, 3))).resolves.toEqual([['c1', 'c2', 'c3'], 2]);
  });

  it('ends at an empty page', async () => {
    const meta = { perPage: 2, totalCount: 999, totalPages: 500 };
    await expect(discovered(page(meta, 1, 2), page(meta))).resolves.toEqual([['c1', 'c2'], 2]);
  });

  it('asks on after a full page when nothing is counted', async () => {
    await expect(discovered(page({}, 1, 2), page({}, 3))).resolves.toEqual([['c1', 'c2', 'c3'], 2]);
  });

  it('goes by the page size that the platform gives where that is smaller', async () => {
    const meta = { perPage: 1, totalCount: 2, totalPages: 2 };
    await expect(discovered(page(meta, 1), page(meta, 2))).resolves.toEqual([['c1', 'c2'], 2]);
  });

  it('believes in more pages after a short one only when no page size is stated', async () => {
    const meta = { totalCount: 2, totalPages: 2 };
    await expect(discovered(page(meta, 1), page(meta, 2))).resolves.toEqual([['c1', 'c2'], 2]);
  });

  it('asks on when the count belies the stated last page', async () => {
    const meta = { perPage: 2, totalCount: 3, totalPages: 1 };
    await expect(discovered(page(meta, 1, 2), page(meta, 3))).resolves.toEqual([['c1', 'c2', 'c3'], 2]);
  });

  it('keeps a cluster once that a shift puts on two pages', async () => {
    const meta = { perPage: 2, totalCount: 5, totalPages: 3 };
    const answers = [page(meta, 1, 2), page(meta, 2, 3), page(meta, 4)] as const;
    await expect(discovered(...answers)).resolves.toEqual([['c1', 'c2', 'c3', 'c4'], 3]);
  });

  it('throws when a later page fails: half a discovery is none', async () => {
    const meta = { perPage: 2, totalCount: 4, totalPages: 2 };
    const failing = discovered(page(meta, 1, 2), http('502 Bad Gateway', {}, ''));
    await expect(failing).rejects.toBeInstanceOf(UpstreamUnavailableError);
  });

  it('throws when pages repeat without end', async () => {
    await expect(discovered(page({}, 1, 2))).rejects.toBeInstanceOf(UpstreamProtocolError);
  });

  it('reports each page as it comes in', async () => {
    const meta = { perPage: 2, totalCount: 3, totalPages: 2 };
    const server = await startRawServer(page(meta, 1, 2), page(meta, 2, 3));
    const client = new MicroshareClient({ apiUrl: server.url, pageSize: 2, timeouts });
    const pages: ClusterPage[] = [];

    await client.discover(TOKEN, { onPage: (one) => pages.push(one) });

    expect(pages).toEqual([
      { page: 1, totalPages: 2, clusters: 2 },
      { page: 2, totalPages: 2, clusters: 1 },
    ]);
    client.close();
    await server.close();
  });

  it('finds what is visible, whatever the page sizes and however much is hidden', async () => {
    const visibility = fc.array(fc.boolean(), { maxLength: 30 });
    const size = fc.integer({ min: 1, max: 12 });
    await fc.assert(
      fc.asyncProperty(
        visibility,
        size,
        size,
        fc.boolean(),
        async (visible, pageSize, pageLimit, legacyIds) => {
          const ids = visible.flatMap((isVisible, id) => (isVisible ? [`c${id}`] : []));
          const simulator = await startMicroshareSimulator({
            clusters: clusters(...visible.keys()),
            accounts: [{ username: 'one@pest.example', password: 'p', sees: ids }],
            pageLimit,
            legacyIds,
          });
          const client = new MicroshareClient({ apiUrl: simulator.apiUrl, pageSize, timeouts });
          try {
            const token = simulator.tokenFor('one@pest.example');
            const found = await client.discover(token);
            expect(found.map((cluster) => clusterPartsOf(cluster)?.id)).toEqual(ids);
          } finally {
            client.close();
            await simulator.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
