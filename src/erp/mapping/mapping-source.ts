import type { PointMapping } from './point-mapping';

/** A mapping that an administrator has saved. */
export interface SavedMapping {
  /** `null`: back to what the settings say. */
  readonly mapping: PointMapping | null;
  readonly version: number;
  readonly savedAt: Date;
  readonly savedBy: string;
}

/** Where an adapter asks for the mapping that was saved for it. */
export interface MappingSource {
  /** Undefined where none was ever saved. @throws UpstreamUnavailableError when that cannot be found out */
  current(): Promise<SavedMapping | undefined>;
}

export const NOTHING_SAVED: MappingSource = { current: () => Promise.resolve(undefined) };
