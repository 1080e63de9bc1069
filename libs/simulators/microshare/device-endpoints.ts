import { randomBytes } from 'node:crypto';
import { isJsonObject, type RawCluster } from '@libs/microshare-client';
import { NOT_FOUND, plainText, type SimulatedAnswer } from './answer';
import { isOfRecType, select, type ClusterQuery } from './cluster-query';
import type { ClusterStore } from './cluster-store';
import { listAnswer, writeAnswer, type Page } from './envelope-writer';
import type { MicroshareAccount } from './microshare.options';
import type { SimulatedRequest } from './request';
import { created, replaced, shortForm, type Change } from './stored-cluster';

export interface DeviceEndpointsOptions {
  readonly putAnswersObject: boolean;
  readonly dropsUnknownDataKeys: boolean;
  readonly pageLimit: number;
  readonly now: () => number;
}

const DEFAULT_PER_PAGE = 999;
const NOT_ALLOWED = plainText(405, 'HTTP method not allowed.');
const MALFORMED = plainText(400, 'The request content was malformed.');

/** `/device/…`: lists, single clusters and the whole-object writes. Paths come without the prefix. */
export class DeviceEndpoints {
  constructor(
    private readonly options: DeviceEndpointsOptions,
    private readonly store: ClusterStore,
  ) {}

  handle(request: SimulatedRequest, path: readonly string[], account: MicroshareAccount): SimulatedAnswer {
    const [, recType = '*', next, ...rest] = path;
    if (next === undefined || next === 'tags') {
      if (request.method === 'GET') return this.list(request, recType, rest, account);
      return request.method === 'POST' ? this.create(request, recType, rest, account) : NOT_ALLOWED;
    }
    const cluster = this.store.get(next);
    if (cluster?.recType !== recType || rest.length > 0 || !this.store.maySee(cluster, account))
      return NOT_FOUND;
    switch (request.method) {
      case 'GET':
        return listAnswer([this.store.bytesOf(cluster)], { page: 1, perPage: DEFAULT_PER_PAGE }, 1);
      case 'PUT':
        return this.replace(request, cluster, account);
      case 'DELETE':
        this.store.delete(next);
        return writeAnswer(Buffer.from(JSON.stringify({ id: next, recType })));
      default:
        return NOT_ALLOWED;
    }
  }

  private list(
    { query }: SimulatedRequest,
    recType: string,
    tags: readonly string[],
    account: MicroshareAccount,
  ): SimulatedAnswer {
    const latest = tags.length === 1 && tags[0] === 'latest';
    const wanted: ClusterQuery = {
      recType,
      tags: latest ? [] : tags,
      latest,
      field: query.get('field') ?? 'name',
      search: query.get('search') ?? '',
    };
    const all = this.store.all();
    const shared = query.get('discover') === 'true';
    const mine = all.filter((cluster) =>
      shared ? this.store.maySee(cluster, account) : this.store.isOwn(cluster, account),
    );
    const visible = select(mine, wanted);
    const page = this.pageOf(query);
    const from = (page.page - 1) * page.perPage;
    const details = query.get('details') === 'true';
    const objects = visible
      .slice(from, from + page.perPage)
      .map((cluster) => (details ? this.store.bytesOf(cluster) : shortBytes(cluster)));
    return listAnswer(objects, page, all.filter((cluster) => isOfRecType(cluster, recType)).length);
  }

  private create(
    request: SimulatedRequest,
    recType: string,
    tags: readonly string[],
    account: MicroshareAccount,
  ): SimulatedAnswer {
    const sent = readCluster(request.body);
    if (sent === undefined || recType === '*') return MALFORMED;
    const id = randomBytes(12).toString('hex');
    return this.stored(created(sent, { id, recType, tags }, this.changeBy(account)));
  }

  private replace(
    request: SimulatedRequest,
    cluster: RawCluster,
    account: MicroshareAccount,
  ): SimulatedAnswer {
    const sent = readCluster(request.body);
    return sent === undefined ? MALFORMED : this.stored(replaced(cluster, sent, this.changeBy(account)));
  }

  private stored(cluster: RawCluster): SimulatedAnswer {
    this.store.put(cluster);
    return writeAnswer(this.options.putAnswersObject ? this.store.bytesOf(cluster) : shortBytes(cluster));
  }

  private changeBy(account: MicroshareAccount): Change {
    const { now, dropsUnknownDataKeys } = this.options;
    return { by: account.username, at: now(), dropsUnknownDataKeys };
  }

  private pageOf(query: URLSearchParams): Page {
    const perPage = positive(query.get('perPage')) ?? DEFAULT_PER_PAGE;
    return { page: positive(query.get('page')) ?? 1, perPage: Math.min(perPage, this.options.pageLimit) };
  }
}

function shortBytes(cluster: RawCluster): Buffer {
  return Buffer.from(JSON.stringify(shortForm(cluster)));
}

function positive(text: string | null): number | undefined {
  const value = Number(text ?? '');
  return Number.isInteger(value) && value > 0 ? value : undefined;
}

/** A body that can be stored: an object whose `data` is one, with a list of objects as devices if any. */
function readCluster(body: string): RawCluster | undefined {
  const content = parse(body);
  if (!isJsonObject(content)) return undefined;
  const { data } = content;
  if (!isJsonObject(data)) return undefined;
  const devices = data['devices'] ?? [];
  return Array.isArray(devices) && devices.every(isJsonObject) ? content : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
