import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Download, Search, WandSparkles, X } from 'lucide';
import { findings } from '../../data/findings.ts';
import { latestReport, runs } from '../../data/reports.ts';
import { syncPolicy } from '../../data/sync-policy.ts';
import { useFresh } from '../../data/use-resource.ts';
import { moment, t } from '../../messages.ts';
import { query, setQuery } from '../../router.ts';
import { mayWrite } from '../../session.ts';
import { CompareButton } from '../../ui/compare-button.tsx';
import { CompareProgress } from '../../ui/compare-progress.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Wait } from '../../ui/wait.tsx';
import { exportGaps } from './export-gaps.ts';
import { GapDetail } from './gap-detail.tsx';
import { GapList } from './gap-list.tsx';
import { customers, sites, ticked, tickedReferences, untickGone, worklist } from './gap-selection.ts';
import { KindFilter } from './kind-filter.tsx';
import { MendDialogue } from './mend-dialogue.tsx';

const EVERY_MS = 15_000;

/** What does not fit between ERP and devices, one by one, and putting it right. */
export function GapsPage(): JSX.Element {
  useFresh(EVERY_MS, latestReport, runs, syncPolicy);
  const [mending, setMending] = useState<readonly string[]>();
  const reportId = latestReport.data.value?.id;
  useEffect(() => {
    void findings.load();
  }, [reportId]);
  useEffect(untickGone, [findings.data.value]);
  useEffect(() => () => void (ticked.value = new Set()), []);

  const list = findings.data.value;
  const trouble = findings.trouble.value;
  const asOf = latestReport.data.value?.ended_at ?? null;
  const params = query.value;
  return (
    <div class="page-fill">
      <PageHead
        title={t('nav.gaps')}
        {...(asOf !== null && { words: t('overview.as-of', { at: moment(asOf) }) })}
      >
        <CompareButton />
        {mayWrite.value && (
          <button
            type="button"
            class="button primary"
            disabled={ticked.value.size === 0}
            onClick={() => {
              setMending(tickedReferences());
            }}
          >
            <Icon of={WandSparkles} size={16} />
            {ticked.value.size === 0 ? t('gaps.preview') : t('gaps.preview.n', { n: ticked.value.size })}
          </button>
        )}
      </PageHead>
      <CompareProgress />
      {trouble !== undefined && (
        <ProblemNote trouble={trouble} what={t('gaps.failed')} retry={() => void findings.load()} />
      )}
      {list === undefined && trouble === undefined && <Wait words={t('gaps.reading')} />}
      {list === null && (
        <div class="empty card">
          <h2>{t('gaps.none-yet')}</h2>
          <p class="soft">{t('gaps.none-yet.words')}</p>
        </div>
      )}
      {list != null && (
        <>
          <div class="tools" role="search">
            <label class="search">
              <Icon of={Search} size={16} />
              <span class="unseen">{t('gaps.search')}</span>
              <input
                class="input"
                type="search"
                placeholder={t('gaps.search')}
                value={params.get('q') ?? ''}
                onInput={(event) => {
                  setQuery({ q: event.currentTarget.value });
                }}
              />
            </label>
            <Choice name="customer" values={customers.value} also={{ site: '' }} />
            <Choice name="site" values={sites.value} />
            {(params.has('customer') || params.has('site') || params.has('q')) && (
              <button
                type="button"
                class="button small quiet"
                onClick={() => {
                  setQuery({ customer: '', site: '', q: '' });
                }}
              >
                <Icon of={X} size={14} />
                {t('filter.clear')}
              </button>
            )}
            <button type="button" class="button small quiet push" onClick={() => void exportGaps(params)}>
              <Icon of={Download} size={14} />
              {t('gaps.export')}
            </button>
          </div>
          <div class="worklist">
            <KindFilter />
            {worklist.value.length === 0 ? (
              <div class="empty card">
                <h2>{list.length === 0 ? t('gaps.empty') : t('gaps.no-match')}</h2>
                <p class="soft">{list.length === 0 ? t('gaps.empty.words') : t('gaps.no-match.words')}</p>
              </div>
            ) : (
              <GapList />
            )}
            <GapDetail
              mend={(reference) => {
                setMending([reference]);
              }}
            />
          </div>
        </>
      )}
      {mending !== undefined && (
        <MendDialogue
          references={mending}
          close={() => {
            setMending(undefined);
          }}
        />
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly name: 'customer' | 'site';
  readonly values: readonly string[];
  readonly also?: Readonly<Record<string, string>>;
}

function Choice({ name, values, also = {} }: ChoiceProps): JSX.Element {
  return (
    <select
      class="select"
      aria-label={t(`column.${name}`)}
      value={query.value.get(name) ?? ''}
      onChange={(event) => {
        setQuery({ ...also, [name]: event.currentTarget.value });
      }}
    >
      <option value="">{t(`filter.${name}`)}</option>
      {values.map((value) => (
        <option key={value} value={value}>
          {value}
        </option>
      ))}
    </select>
  );
}
