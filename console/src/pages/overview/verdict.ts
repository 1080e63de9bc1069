import type { CacheStatusDto, GapReportDto, GapRunDto, HealthDto } from '@trapline/client';
import { type MessageName, span, t } from '../../messages.ts';

export type Tone = 'good' | 'warn' | 'bad';

/** Something to act on, most pressing first. */
export interface Matter {
  readonly tone: Tone;
  readonly words: string;
  readonly to: string;
  readonly action: MessageName;
}

export interface State {
  readonly report: GapReportDto | null | undefined;
  readonly runs: readonly GapRunDto[] | undefined;
  readonly health: HealthDto | undefined;
  readonly cache: CacheStatusDto | undefined;
}

/** Refreshes run behind the answers: only data older than several of them are a sign of trouble. */
const OLD = 3;

/** What a person has to do something about; empty when all is well. */
export function mattersOf({ report, runs, health, cache }: State): readonly Matter[] {
  return [
    ...(health === undefined ? [] : systemMatters(health)),
    ...(cache === undefined ? [] : ageMatters(cache)),
    ...(runs === undefined ? [] : runMatters(runs)),
    ...(report === undefined ? [] : gapMatters(report)),
  ];
}

function systemMatters({ affected }: HealthDto): Matter[] {
  return affected.map((name) => ({
    tone: 'bad',
    words: t(isSystem(name) ? `matter.${name}` : 'matter.system', { name }),
    to: '/system',
    action: 'matter.look',
  }));
}

const SYSTEMS = ['microshare', 'erp', 'cache_store', 'devices'] as const;
function isSystem(name: string): name is (typeof SYSTEMS)[number] {
  return (SYSTEMS as readonly string[]).includes(name);
}

function ageMatters({ age_seconds: age, cluster_ttl_seconds: ttl }: CacheStatusDto): Matter[] {
  if (age === null || age < OLD * ttl) return [];
  return [{ tone: 'warn', words: t('matter.old', { age: span(age) }), to: '/system', action: 'matter.look' }];
}

function runMatters([last]: readonly GapRunDto[]): Matter[] {
  if (last?.status !== 'failed') return [];
  return [{ tone: 'bad', words: t('matter.run'), to: '/system', action: 'matter.look' }];
}

function gapMatters(report: GapReportDto | null): Matter[] {
  if (report === null)
    return [{ tone: 'warn', words: t('matter.none'), to: '/gaps', action: 'matter.compare' }];
  const missing = report.counts?.point_without_device ?? 0;
  const others = (report.totals?.findings ?? 0) - missing;
  return [
    ...(missing === 0
      ? []
      : [
          {
            tone: 'warn' as const,
            words: t('matter.missing', { n: missing }),
            to: '/gaps?kind=point_without_device',
            action: 'matter.work' as const,
          },
        ]),
    ...(others === 0
      ? []
      : [
          {
            tone: 'warn' as const,
            words: t('matter.others', { n: others }),
            to: '/gaps',
            action: 'matter.see' as const,
          },
        ]),
  ];
}
