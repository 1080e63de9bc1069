import { Injectable } from '@nestjs/common';
import type { UpstreamAccount } from '../microshare/upstream-account';
import type { GapChange } from './gap-closing';

export const GAP_ORIGINS = ['plan', 'api', 'in_microshare', 'in_erp', 'run'] as const;
/**
 * By what a gap was resolved: a plan that was applied, a call of the API, somebody on the platform or in the ERP past
 * Trapline; or none of its records has changed, and the run alone finds it gone.
 */
export type GapOriginKind = (typeof GAP_ORIGINS)[number];

export interface GapOrigin {
  readonly how: GapOriginKind;
  /** Who had the plan applied, or called; null where that is not known, or somebody of another account. */
  readonly actor: string | null;
  readonly planId: string | null;
  /** When Trapline wrote it, ISO 8601 UTC; null where it did not. */
  readonly at: string | null;
}

/** Records of both sides by their identities. */
export interface ChangedRecords {
  readonly guids: readonly string[];
  readonly erpIds: readonly string[];
}

/** A record that Trapline has written. */
export interface OwnChange {
  readonly side: 'device' | 'point';
  /** The device's guid, or the point's id in the ERP. */
  readonly record: string;
  readonly how: 'plan' | 'api';
  readonly actor: string | null;
  readonly planId: string | null;
  readonly at: Date;
}

/** Somebody who knows what Trapline has written since then; of one record the last will do. */
export type OwnChangeSource = (
  account: UpstreamAccount,
  records: ChangedRecords,
  since: Date,
) => Promise<readonly OwnChange[]>;

/** Finds out by what gaps were resolved, from what is on record. What nobody has written here was changed elsewhere. */
@Injectable()
export class GapOrigins {
  private readonly sources: OwnChangeSource[] = [];

  /** Call it while modules are initialised. */
  add(source: OwnChangeSource): void {
    this.sources.push(source);
  }

  /**
   * @param gaps what has changed of their records, by their ids
   * @param since when the run before began, which still found them
   * @throws DatabaseUnavailableError
   */
  async of(
    account: UpstreamAccount,
    gaps: ReadonlyMap<string, readonly GapChange[]>,
    since: Date,
  ): Promise<ReadonlyMap<string, readonly GapOrigin[]>> {
    const changes = [...gaps.values()].flat();
    const records = { guids: recordsOf(changes, 'device'), erpIds: recordsOf(changes, 'point') };
    const last = new Map<string, OwnChange>();
    for (const source of this.sources) {
      for (const change of await source(account, records, since)) {
        const key = keyOf(change);
        const known = last.get(key);
        if (known === undefined || known.at <= change.at) last.set(key, change);
      }
    }
    return new Map([...gaps].map(([id, found]) => [id, originsOf(found, last)]));
  }
}

function originsOf(
  changes: readonly GapChange[],
  last: ReadonlyMap<string, OwnChange>,
): readonly GapOrigin[] {
  if (changes.length === 0) return [{ how: 'run', ...NOBODY }];
  const origins = new Map<string, GapOrigin>();
  for (const { change, record } of changes) {
    const side = sideOf(change);
    const own = last.get(keyOf({ side, record }));
    const origin: GapOrigin =
      own === undefined
        ? { how: side === 'device' ? 'in_microshare' : 'in_erp', ...NOBODY }
        : { how: own.how, actor: own.actor, planId: own.planId, at: own.at.toISOString() };
    origins.set(JSON.stringify([origin.how, origin.actor, origin.planId]), origin);
  }
  return [...origins.values()];
}

const NOBODY = { actor: null, planId: null, at: null } as const;

function sideOf(change: GapChange['change']): 'device' | 'point' {
  return change.startsWith('device_') ? 'device' : 'point';
}

function recordsOf(changes: readonly GapChange[], side: 'device' | 'point'): readonly string[] {
  return [...new Set(changes.flatMap(({ change, record }) => (sideOf(change) === side ? [record] : [])))];
}

function keyOf({ side, record }: Pick<OwnChange, 'side' | 'record'>): string {
  return `${side}\n${record}`;
}
