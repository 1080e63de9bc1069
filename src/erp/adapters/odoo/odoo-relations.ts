import type { FieldTree } from '@libs/expressions';
import { isStruct, type OdooRecord, type OdooSession, type XmlRpcValue } from '@libs/odoo-client';
import { UpstreamConfigurationError } from '@libs/upstream';
import type { UpstreamPolicy } from '../../../resilience/upstream-policy';

/** Records per call, of those that products lead to. */
const CHUNK = 2_000;

export interface OdooFieldType {
  /** `char`, `many2one`… */
  readonly type: string;
  /** The model it leads to; undefined for a field that leads nowhere. */
  readonly relation: string | undefined;
}

/** A record as expressions see it: what is empty is absent, and what a field leads to is an object, or a list of them. */
export type RecordView = Readonly<Record<string, unknown>>;

/** What a many2one shows by itself, so that nothing has to be read for it. */
const SHOWN = new Set(['id', 'name']);

/** Reads what the fields of records lead to, as far as a mapping asks for it: one call per model and page. */
export class OdooRelations {
  private readonly types = new Map<string, Map<string, OdooFieldType | undefined>>();

  constructor(
    private readonly session: OdooSession,
    private readonly policy: Pick<UpstreamPolicy, 'execute'>,
  ) {}

  /** Asks anew from now on. */
  forget(): void {
    this.types.clear();
  }

  /** The types of these fields, asked for once; undefined for one that the model does not have. */
  async typesOf(
    model: string,
    names: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, OdooFieldType | undefined>> {
    const known = this.types.get(model) ?? new Map<string, OdooFieldType | undefined>();
    this.types.set(model, known);
    const unknown = names.filter((name) => known.get(name) === undefined);
    if (unknown.length === 0) return known;
    const kwargs = { attributes: ['type', 'string', 'relation'] };
    const answer = await this.policy.execute(
      () => this.session.executeKw(model, 'fields_get', [unknown], kwargs, { signal }),
      { idempotent: true, signal },
    );
    for (const name of unknown) known.set(name, fieldType(isStruct(answer) ? answer[name] : undefined));
    return known;
  }

  /** These records as expressions see them, in their order. @throws UpstreamError */
  async views(
    model: string,
    records: readonly OdooRecord[],
    fields: FieldTree,
    signal?: AbortSignal,
  ): Promise<readonly RecordView[]> {
    const types = await this.typesOf(model, fields.names(), signal);
    const views: Record<string, unknown>[] = records.map(({ id }) => ({ id }));
    for (const [name, below] of fields.entries()) {
      const type = types.get(name);
      if (type === undefined) throw noField(model, name);
      const values = await this.values(
        type,
        records.map((record) => record[name]),
        below,
        signal,
      );
      for (const [index, value] of values.entries()) {
        const view = views[index];
        if (value !== undefined && view !== undefined) view[name] = value;
      }
    }
    return views;
  }

  private async values(
    { type, relation }: OdooFieldType,
    raw: readonly (XmlRpcValue | undefined)[],
    below: FieldTree,
    signal?: AbortSignal,
  ): Promise<readonly unknown[]> {
    if (type === 'boolean') return raw.map((value) => value === true);
    if (relation === undefined)
      return raw.map((value) => (value === false ? undefined : (value ?? undefined)));
    const more = type === 'many2one' ? below.names().some((name) => !SHOWN.has(name)) : !below.isEmpty;
    const related = more
      ? await this.related(relation, raw.flatMap(idsOf), below, signal)
      : new Map<number, RecordView>();
    if (type !== 'many2one') {
      return raw.map((value) =>
        idsOf(value)
          .map((id) => (more ? related.get(id) : id))
          .filter((one) => one !== undefined),
      );
    }
    return raw.map((value) => {
      const [id] = idsOf(value);
      return id === undefined ? undefined : { ...related.get(id), id, name: nameOf(value) };
    });
  }

  private async related(
    model: string,
    ids: readonly number[],
    fields: FieldTree,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<number, RecordView>> {
    const wanted = [...new Set(ids)];
    const found = new Map<number, RecordView>();
    for (let start = 0; start < wanted.length; start += CHUNK) {
      const domain = [[['id', 'in', wanted.slice(start, start + CHUNK)]]];
      const records = await this.policy.execute(
        () =>
          this.session.readRecords(
            model,
            'search_read',
            domain,
            { fields: ['id', ...fields.names()], order: 'id' },
            { signal, context: { active_test: false } },
          ),
        { idempotent: true, signal },
      );
      const views = await this.views(model, records, fields, signal);
      for (const [index, { id }] of records.entries()) found.set(id, views[index] ?? {});
    }
    return found;
  }
}

function fieldType(description: XmlRpcValue | undefined): OdooFieldType | undefined {
  if (!isStruct(description) || typeof description.type !== 'string') return undefined;
  const { type, relation } = description;
  return { type, relation: typeof relation === 'string' ? relation : undefined };
}

/** Of a many2one (`[id, name]`) the one id, of a list of ids all. */
function idsOf(value: XmlRpcValue | undefined): number[] {
  if (!Array.isArray(value)) return [];
  const [first, second] = value as readonly XmlRpcValue[];
  if (typeof first === 'number' && typeof second === 'string') return [first];
  return value.filter((id): id is number => typeof id === 'number');
}

function nameOf(value: XmlRpcValue | undefined): string {
  const [, name] = Array.isArray(value) ? (value as readonly XmlRpcValue[]) : [];
  return typeof name === 'string' ? name : '';
}

function noField(model: string, name: string): UpstreamConfigurationError {
  return new UpstreamConfigurationError(
    `odoo (mapping): ${model} has no field ${name}, which the mapping reads; mend the mapping, or the right to see the field`,
    { system: 'odoo', operation: 'mapping' },
  );
}
