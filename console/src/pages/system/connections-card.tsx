import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { PlugZap } from 'lucide';
import type { ConnectionReportDto } from '@trapline/client';
import { type Trouble, trapline, troubleOf } from '../../api.ts';
import { t } from '../../messages.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { ProgressBar } from '../../ui/wait.tsx';

/** Tries both connections now, and says what to do where one does not work. */
export function ConnectionsCard(): JSX.Element {
  const [report, setReport] = useState<ConnectionReportDto>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [busy, setBusy] = useState(false);
  const test = async (): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    try {
      setReport((await trapline.POST('/api/v1/connections/test')).data);
    } catch (error) {
      setTrouble(troubleOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card" aria-labelledby="connections">
      <header class="card-head">
        <h2 id="connections">{t('connections.title')}</h2>
        <button type="button" class="button small" disabled={busy} onClick={() => void test()}>
          <Icon of={PlugZap} size={14} />
          {t('connections.test')}
        </button>
      </header>
      {busy && (
        <div class="card-line">
          <ProgressBar share={undefined} label={t('connections.busy')} />
        </div>
      )}
      {trouble !== undefined && <ProblemNote trouble={trouble} what={t('connections.failed')} />}
      {report === undefined ? (
        <p class="card-empty soft">{t('connections.words')}</p>
      ) : (
        <ul class="plain errors" role="status">
          {report.connections.map(({ system, works, took_ms: took, detail, remedies }) => (
            <li key={system}>
              <p class="line">
                <strong>{system === 'microshare' ? t('system.microshare') : system}</strong>
                <StatusDot
                  tone={works ? 'good' : 'bad'}
                  words={t(works ? 'connections.works' : 'connections.broken', { took })}
                />
              </p>
              <p>{detail}</p>
              {remedies.map((remedy) => (
                <p key={remedy} class="soft">
                  {remedy}
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
