import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import { X } from 'lucide';
import { PLAN_STATUSES, plans, plansIn } from '../../data/plans.ts';
import { useFresh } from '../../data/use-resource.ts';
import { t } from '../../messages.ts';
import { query, setQuery } from '../../router.ts';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Wait } from '../../ui/wait.tsx';
import { PlanTable } from './plan-table.tsx';

const EVERY_MS = 15_000;

/** The plans, newest first; which of them is in the address. */
export function PlanListing(): JSX.Element {
  const status = PLAN_STATUSES.find((each) => each === query.value.get('status'));
  useEffect(() => {
    if (plansIn.peek() === status) return;
    plansIn.value = status;
    void plans.restart();
  }, [status]);
  useFresh(EVERY_MS, plans.read);
  // Until those in another status are read, the ones that are known already are shown.
  const known = plans.read.data.value?.filter((plan) => status === undefined || plan.status === status);
  const isAsked = plans.read.loading.value || plansIn.value !== status;
  const list = known?.length === 0 && isAsked ? undefined : known;
  const trouble = plans.read.trouble.value;
  return (
    <>
      <PageHead title={t('nav.plans')} words={t('plans.words')} />
      <div class="tools" role="search">
        <select
          class="select plan-choice"
          aria-label={t('plans.status')}
          value={status ?? ''}
          onChange={(event) => {
            setQuery({ status: event.currentTarget.value });
          }}
        >
          <option value="">{t('filter.status')}</option>
          {PLAN_STATUSES.map((each) => (
            <option key={each} value={each}>
              {t(`plans.status.${each}`)}
            </option>
          ))}
        </select>
      </div>
      {trouble !== undefined && (
        <ProblemNote trouble={trouble} what={t('plans.failed')} retry={() => void plans.read.load()} />
      )}
      {list === undefined && trouble === undefined && <Wait words={t('plans.reading')} />}
      {list?.length === 0 && (status === undefined ? <NoneYet /> : <NoneLikeThat />)}
      {list !== undefined && list.length > 0 && <PlanTable plans={list} />}
      {list !== undefined && plans.hasMore.value && (
        <p class="more">
          <button
            type="button"
            class="button"
            disabled={plans.read.loading.value}
            onClick={() => void plans.more()}
          >
            {t('plans.more')}
          </button>
        </p>
      )}
    </>
  );
}

function NoneYet(): JSX.Element {
  return (
    <div class="empty card">
      <h2>{t('plans.empty')}</h2>
      <p class="soft">{t('plans.empty.words')}</p>
      <a class="button" href="/gaps">
        {t('plans.empty.do')}
      </a>
    </div>
  );
}

function NoneLikeThat(): JSX.Element {
  return (
    <div class="empty card">
      <h2>{t('plans.no-match')}</h2>
      <p class="soft">{t('plans.no-match.words')}</p>
      <button
        type="button"
        class="button small"
        onClick={() => {
          setQuery({ status: '' });
        }}
      >
        <Icon of={X} size={14} />
        {t('filter.clear')}
      </button>
    </div>
  );
}
