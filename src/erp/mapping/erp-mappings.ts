import type { InspectionPoint } from '@libs/domain';
import type { MappingInUse, MappingPreset, MappingProblem, PointMapping } from './point-mapping';

/** What a mapping makes of one record. */
export interface MappingTrial {
  readonly erpId: string;
  /** What was read for it, as its expressions see it. */
  readonly record: Readonly<Record<string, unknown>>;
  /** Undefined where an expression failed. */
  readonly point?: InspectionPoint;
  readonly problems: readonly MappingProblem[];
}

export interface TrialOptions {
  /** Records at most. */
  readonly limit: number;
  /** Their references by the mapping in use; empty: the first records there are. */
  readonly references: readonly string[];
}

/** How an adapter maps, where that can be changed. Its mapping in use is the one that was saved last. */
export abstract class ErpMappings {
  /** To begin with; the first one is what the settings say. */
  abstract presets(): readonly MappingPreset[];

  /** @throws UpstreamUnavailableError when it cannot be found out */
  abstract current(): Promise<MappingInUse>;

  /** Everything that is wrong with a mapping, by itself and for this ERP; empty when it can be used. @throws UpstreamError */
  abstract check(mapping: PointMapping, signal?: AbortSignal): Promise<readonly MappingProblem[]>;

  /** Reads a few records and maps them; changes nothing. The mapping has passed {@link check}. @throws UpstreamError */
  abstract tryOut(
    mapping: PointMapping,
    options: TrialOptions,
    signal?: AbortSignal,
  ): Promise<readonly MappingTrial[]>;
}
