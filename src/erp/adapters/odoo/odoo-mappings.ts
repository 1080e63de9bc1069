import type { OdooDomain, OdooRecord } from '@libs/odoo-client';
import { UpstreamConfigurationError } from '@libs/upstream';
import { checkRoundTrip } from '../../mapping/check-round-trip';
import { compileMapping, MappingError, type CompiledMapping } from '../../mapping/compile-mapping';
import { ErpMappings, type MappingTrial, type TrialOptions } from '../../mapping/erp-mappings';
import { FieldTree } from '@libs/expressions';
import type { MappingSource } from '../../mapping/mapping-source';
import type { MappingInUse, MappingPreset, MappingProblem, PointMapping } from '../../mapping/point-mapping';
import { OdooFieldCheck } from './odoo-field-check';
import { OdooNewPoints } from './odoo-new-point';
import { mappingOfSettings, odooPresets, type OdooMappingSettings } from './odoo-presets';
import type { OdooReader } from './odoo-reader';
import type { OdooRelations, RecordView } from './odoo-relations';
import { OdooMapper } from './odoo.mapper';

const PRODUCT = 'product.product';

interface InUse {
  readonly version: number;
  readonly compiled: CompiledMapping;
  readonly mapper: OdooMapper;
  readonly newPoints: OdooNewPoints;
}

/** The mapping of products: the one of the settings until another one is saved. */
export class OdooMappings extends ErpMappings {
  private inUse: InUse;
  private readonly fieldCheck: OdooFieldCheck;

  /** @throws MappingError when the settings hold an expression that cannot be used */
  constructor(
    private readonly settings: OdooMappingSettings,
    private readonly source: MappingSource,
    private readonly reader: OdooReader,
    private readonly relations: OdooRelations,
  ) {
    super();
    this.inUse = ready(0, mappingOfSettings(settings));
    this.fieldCheck = new OdooFieldCheck(relations);
  }

  /** The mapper of the mapping that was in use last: for what cannot wait. */
  get latest(): OdooMapper {
    return this.inUse.mapper;
  }

  /** Why no point can be made by the mapping that was in use last; undefined where one can. */
  get refusesNewPoints(): string | undefined {
    return this.inUse.newPoints.refusal;
  }

  /** @throws UpstreamUnavailableError when it cannot be found out what is in use */
  async newPoints(): Promise<OdooNewPoints> {
    return (await this.refreshed()).newPoints;
  }

  /** @throws UpstreamUnavailableError when it cannot be found out what is in use */
  async mapper(): Promise<OdooMapper> {
    return (await this.refreshed()).mapper;
  }

  override presets(): readonly MappingPreset[] {
    return odooPresets(this.settings);
  }

  override async current(): Promise<MappingInUse> {
    const { version, compiled } = await this.refreshed();
    return { version, mapping: compiled.mapping };
  }

  override async check(mapping: PointMapping, signal?: AbortSignal): Promise<readonly MappingProblem[]> {
    let compiled: CompiledMapping;
    try {
      compiled = compileMapping(mapping);
    } catch (error) {
      if (error instanceof MappingError) return error.problems;
      throw error;
    }
    const fields = await this.fieldCheck.problems(compiled, undefined, signal);
    return [...fields, ...(await checkRoundTrip(compiled))];
  }

  override async tryOut(
    mapping: PointMapping,
    { limit, references }: TrialOptions,
    signal?: AbortSignal,
  ): Promise<readonly MappingTrial[]> {
    const compiled = compileMapping(mapping);
    const mapper = new OdooMapper(compiled);
    const by = (await this.mapper()).referenceField();
    const terms: OdooDomain = references.length === 0 || by === undefined ? [] : [[by, 'in', references]];
    const shown = new FieldTree().add(compiled.fields);
    const records = await this.reader.read(terms, mapper.fields(), { limit }, signal);
    const views = await this.relations.views(PRODUCT, records, shown, signal);
    return Promise.all(records.map((record, index) => tried(mapper, record, views[index] ?? {})));
  }

  /** What is wrong with the mapping in use, in an administrator's words. @throws UpstreamError */
  async findings(signal?: AbortSignal): Promise<readonly string[]> {
    const { version, compiled } = await this.refreshed();
    this.relations.forget();
    const nameOf = version === 0 ? settingOf : (part: string) => `${part} of the mapping`;
    return (await this.fieldCheck.problems(compiled, nameOf, signal)).map(({ message }) => message);
  }

  private async refreshed(): Promise<InUse> {
    const saved = await this.source.current();
    const version = saved?.version ?? 0;
    if (version !== this.inUse.version) {
      this.inUse = ready(version, saved?.mapping ?? mappingOfSettings(this.settings));
    }
    return this.inUse;
  }
}

function ready(version: number, mapping: PointMapping): InUse {
  const compiled = compileMapping(mapping);
  const mapper = new OdooMapper(compiled);
  return { version, compiled, mapper, newPoints: new OdooNewPoints(compiled, mapper) };
}

async function tried(mapper: OdooMapper, record: OdooRecord, view: RecordView): Promise<MappingTrial> {
  const shown = { erpId: String(record.id), record: view };
  try {
    const [point] = await mapper.toInspectionPoints([record], [view]);
    return { ...shown, ...(point !== undefined && { point }), problems: [] };
  } catch (error) {
    if (!(error instanceof UpstreamConfigurationError)) throw error;
    const part = /(?:read|write)\.[\w.]+/.exec(error.message)?.[0] ?? 'read';
    return { ...shown, problems: [{ part, message: error.message }] };
  }
}

/** Settings that name fields, by the part of the mapping that they become. */
const SETTINGS: Readonly<Record<string, string>> = {
  'read.customer': 'ODOO_CUSTOMER_FROM',
  'read.site': 'ODOO_SITE_FROM',
  'read.area': 'ODOO_AREA_FROM',
  'read.placement': 'ODOO_PLACEMENT_FROM',
  'read.configuration': 'ODOO_CONFIGURATION_FROM',
  'read.deviceEui': 'ODOO_EUI_FIELD',
  'write.deviceEui': 'ODOO_EUI_FIELD',
  'write.deviceStatus': 'ODOO_STATUS_FIELD',
  'write.lastSync': 'ODOO_LAST_SYNC_FIELD',
};

function settingOf(part: string): string | undefined {
  return SETTINGS[part];
}
