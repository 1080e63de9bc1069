import type { JSX } from 'preact';
import { CircleCheck } from 'lucide';
import type { GapRunDto, HealthDto } from '@trapline/client';
import { type MessageName, moment, t } from '../../messages.ts';
import { Icon } from '../../ui/icon.tsx';

interface ErrorLine {
  readonly what: string;
  readonly why: string;
  readonly remedy: MessageName;
  readonly at: string | null;
}

const RUNS_LOOKED_AT = 5;

/** What went wrong lately: what happened, why, and what to try. */
export function ErrorsCard({
  health,
  runs,
}: {
  readonly health: HealthDto;
  readonly runs: readonly GapRunDto[];
}): JSX.Element {
  const lines = errorsIn(health, runs);
  return (
    <section class="card" aria-labelledby="errors">
      <header class="card-head">
        <h2 id="errors">{t('errors.title')}</h2>
      </header>
      {lines.length === 0 ? (
        <p class="card-empty outcome good">
          <Icon of={CircleCheck} />
          {t('errors.none')}
        </p>
      ) : (
        <ul class="plain errors">
          {lines.map(({ what, why, remedy, at }) => (
            <li key={what + why}>
              <p>
                <strong>{what}</strong> {at !== null && <span class="soft">{moment(at)}</span>}
              </p>
              <p>{why}</p>
              <p class="soft">{t(remedy)}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function errorsIn({ dependencies, breakers }: HealthDto, runs: readonly GapRunDto[]): readonly ErrorLine[] {
  const systems = Object.entries(dependencies).flatMap(([name, { message }]): ErrorLine[] =>
    typeof message === 'string'
      ? [{ what: nameOfSystem(name), why: message, remedy: remedyFor(name), at: null }]
      : [],
  );
  const calls = breakers.flatMap(({ name, status, last_error: why, changed_at: at }): ErrorLine[] =>
    why === null || status === 'closed'
      ? []
      : [
          {
            what: t(isOperation(name) ? `breaker.${name}` : 'breaker.other', { name }),
            why,
            remedy: 'errors.breaker.remedy',
            at,
          },
        ],
  );
  const failed = runs
    .slice(0, RUNS_LOOKED_AT)
    .flatMap(({ status, error, ended_at: at }): ErrorLine[] =>
      status === 'failed'
        ? [{ what: t('errors.run'), why: error ?? '', remedy: 'errors.run.remedy', at }]
        : [],
    );
  return [...systems, ...calls, ...failed];
}

const SYSTEMS = ['microshare', 'erp', 'devices', 'cache_store'] as const;
function nameOfSystem(name: string): string {
  const known = SYSTEMS.find((each) => each === name);
  return known === undefined ? name : t(`system.${known}`);
}

function remedyFor(name: string): MessageName {
  if (name === 'cache_store') return 'errors.store.remedy';
  return name === 'erp' ? 'errors.erp.remedy' : 'errors.microshare.remedy';
}

export const OPERATIONS = ['auth', 'discovery', 'read', 'write', 'erp', 'erp_write'] as const;
export function isOperation(name: string): name is (typeof OPERATIONS)[number] {
  return (OPERATIONS as readonly string[]).includes(name);
}
