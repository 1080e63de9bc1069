import { isHtml, UpstreamProtocolError, type HttpAnswer } from '@libs/upstream';
import { brokenAnswer, errorOf, SYSTEM, type AskedFor } from './answer-errors';
import { clusterPartsOf } from './cluster-parts';
import { sliceObjects } from './object-slices';
import { isJsonObject, type JsonObject, type RawCluster } from './raw-cluster';

/** What every answer of the platform's API holds, a single object's too. */
export interface Envelope {
  /** Numbers about paging as far as the platform states them; see {@link Paging}. */
  readonly meta: JsonObject;
  readonly objs: readonly JsonObject[];
}

/** A list's answer with its objects one by one. Whoever asks for one twice gets it twice: none is kept. */
export interface ListEnvelope {
  readonly meta: JsonObject;
  readonly count: number;
  /** @throws UpstreamUnavailableError for an object that is no valid JSON */
  objects(): Iterable<JsonObject>;
}

/** Opens an answer, or throws the error that says what the caller can do about it. */
export function openEnvelope(answer: HttpAnswer, asked: AskedFor, now: number): Envelope {
  refuseFailure(answer, asked, now);
  return wholeEnvelope(answer, asked);
}

/** Opens a list's answer like {@link openEnvelope}, without making one tree of all its objects where it can be helped. */
export function openList(answer: HttpAnswer, asked: AskedFor, now: number): ListEnvelope {
  refuseFailure(answer, asked, now);
  const sliced = sliceObjects(answer.body);
  if (sliced === undefined) {
    const { meta, objs } = wholeEnvelope(answer, asked);
    return { meta, count: objs.length, objects: () => objs };
  }
  const { meta, slices } = sliced;
  function* objects(): Generator<JsonObject> {
    for (const [start, end] of slices)
      yield parse(answer.body.toString('utf8', start, end), asked) as JsonObject;
  }
  return { meta, count: slices.length, objects };
}

function refuseFailure(answer: HttpAnswer, asked: AskedFor, now: number): void {
  if (answer.status !== 200 && answer.status !== 201) throw errorOf(answer, asked, now);
  if (isHtml(answer)) throw brokenAnswer('a web page', asked);
}

function wholeEnvelope(answer: HttpAnswer, asked: AskedFor): Envelope {
  const content = parse(answer.body.toString('utf8'), asked);
  const objs = isJsonObject(content) ? content['objs'] : undefined;
  if (!isJsonObject(content) || !Array.isArray(objs)) throw brokenAnswer('JSON that holds no objects', asked);
  if (!objs.every(isJsonObject)) throw brokenAnswer('something else than objects', asked);
  const meta = content['meta'];
  return { meta: isJsonObject(meta) ? meta : {}, objs };
}

/**
 * An object of an answer as a whole cluster. One without id, recType or `data`, or whose devices are no list of objects,
 * breaks the protocol: to read it as a cluster without devices would make them vanish.
 */
export function asCluster(object: JsonObject, operation: string): RawCluster {
  const cluster: RawCluster = object;
  const parts = clusterPartsOf(cluster);
  if (parts === undefined) throw broken('a cluster without id or recType', operation);
  const { data } = object;
  if (!isJsonObject(data)) throw broken(`cluster ${parts.id} without its data`, operation);
  const devices = data['devices'] ?? [];
  if (!Array.isArray(devices) || !devices.every(isJsonObject)) {
    throw broken(`cluster ${parts.id} with devices that are no list of objects`, operation);
  }
  return cluster;
}

function broken(what: string, operation: string): UpstreamProtocolError {
  return new UpstreamProtocolError(`${SYSTEM} (${operation}) sent ${what}`, { system: SYSTEM, operation });
}

function parse(text: string, asked: AskedFor): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Without the parser's error as cause: it quotes the answer, which holds the cluster's own tokens.
    if (error instanceof SyntaxError) throw brokenAnswer('cut or invalid JSON', asked);
    throw error;
  }
}
