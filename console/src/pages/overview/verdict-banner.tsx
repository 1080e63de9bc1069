import type { JSX } from 'preact';
import { ArrowRight, CircleCheck, TriangleAlert } from 'lucide';
import { t } from '../../messages.ts';
import { Icon } from '../../ui/icon.tsx';
import { mattersOf, type State } from './verdict.ts';

/** Fine, or what to do first. */
export function VerdictBanner({ state }: { readonly state: State }): JSX.Element {
  const matters = mattersOf(state);
  const worst = matters.some(({ tone }) => tone === 'bad') ? 'bad' : matters.length > 0 ? 'warn' : 'good';
  return (
    <section class={`verdict verdict-${worst}`} aria-labelledby="verdict">
      <Icon of={worst === 'good' ? CircleCheck : TriangleAlert} size={26} />
      <div class="verdict-body">
        <h2 id="verdict">{worst === 'good' ? t('verdict.good') : t('verdict.act', { n: matters.length })}</h2>
        {matters.length === 0 ? (
          <p>{t('verdict.good.words')}</p>
        ) : (
          <ul class="plain">
            {matters.map(({ words, to, action, tone }) => (
              <li key={words} class={`matter matter-${tone}`}>
                <span>{words}</span>
                <a href={to} class="act">
                  {t(action)}
                  <Icon of={ArrowRight} size={15} />
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
