import { useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type { GapFindingDto } from '@trapline/client';
import { isMendable } from '../../data/sync-policy.ts';
import { t } from '../../messages.ts';
import { query, setQuery } from '../../router.ts';
import { mayWrite } from '../../session.ts';
import { useVirtualRows } from '../../ui/virtual-rows.ts';
import { tick, tickAll, ticked, worklist } from './gap-selection.ts';

const ROW_HEIGHT = 58;

/** The worklist. Arrow keys go through it, space ticks, and what is open is in the address. */
export function GapList(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const list = worklist.value;
  const openId = query.value.get('gap');
  const at = Math.max(
    0,
    list.findIndex(({ id }) => id === openId),
  );
  const { items, height, scrollTo } = useVirtualRows(box, list.length, ROW_HEIGHT);
  const mendable = list.filter(isMendable);
  const all = mendable.length > 0 && mendable.every(({ id }) => ticked.value.has(id));

  const moveTo = (index: number): void => {
    const next = Math.max(0, Math.min(list.length - 1, index));
    setQuery({ gap: list[next]?.id });
    scrollTo(next);
    requestAnimationFrame(() =>
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus()),
    );
  };
  const onKey = (event: KeyboardEvent): void => {
    const current = list[at];
    if (event.key === 'ArrowDown') moveTo(openId === null ? 0 : at + 1);
    else if (event.key === 'ArrowUp') moveTo(at - 1);
    else if (event.key === 'Home') moveTo(0);
    else if (event.key === 'End') moveTo(list.length - 1);
    else if (event.key === ' ' && current !== undefined && isMendable(current) && mayWrite.value)
      tick(current.id);
    else return;
    event.preventDefault();
  };

  return (
    <section class="gap-list card" aria-label={t('gaps.list')}>
      <header class="gap-list-head">
        {mayWrite.value && mendable.length > 0 ? (
          <label class="check">
            <input type="checkbox" checked={all} onChange={tickAll} />
            {t('gaps.tick-all', { n: mendable.length })}
          </label>
        ) : (
          <span class="soft">{t('gaps.by-hand')}</span>
        )}
        <span class="soft" role="status">
          {t('gaps.count', { n: list.length })}
        </span>
      </header>
      <div
        class="gap-box"
        ref={box}
        role="grid"
        aria-label={t('gaps.list')}
        aria-rowcount={list.length}
        onKeyDown={onKey}
      >
        <div class="grid-body" role="rowgroup" style={{ height: `${height}px` }}>
          {items.map(({ index, start }) => {
            const finding = list[index];
            if (finding === undefined) return null;
            return (
              <GapRow
                key={finding.id}
                finding={finding}
                index={index}
                top={start}
                open={finding.id === openId}
                reachable={index === at}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

interface RowProps {
  readonly finding: GapFindingDto;
  readonly index: number;
  readonly top: number;
  readonly open: boolean;
  readonly reachable: boolean;
}

function GapRow({ finding, index, top, open, reachable }: RowProps): JSX.Element {
  const { id, kind, reference, customer, site, reason } = finding;
  const canTick = mayWrite.value && isMendable(finding);
  const isTicked = ticked.value.has(id);
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isTicked}
      class={`gap-row${open ? ' open' : ''}${isTicked ? ' ticked' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={reachable ? 0 : -1}
      data-index={index}
      onClick={() => {
        setQuery({ gap: id });
      }}
    >
      <span
        role="gridcell"
        class="gap-tick"
        onClick={(event) => {
          event.stopPropagation();
        }}
      >
        {canTick && (
          <input
            type="checkbox"
            tabIndex={-1}
            checked={isTicked}
            aria-label={t('device.tick', { name: reference })}
            onChange={() => {
              tick(id);
            }}
          />
        )}
      </span>
      <span role="gridcell" class="gap-words">
        <span class="gap-line">
          <strong class="clip">{reference === '' ? t('gaps.no-reference') : reference}</strong>
          <span class={`tag tag-${toneOf(kind)}`}>{t(`kind.${kind}`)}</span>
        </span>
        <span class="gap-line soft">
          <span class="clip">{[customer, site].filter(Boolean).join(' › ') || reason}</span>
        </span>
      </span>
    </div>
  );
}

/** What leaves a place without its trap is worse than what is written differently. */
function toneOf(kind: GapFindingDto['kind']): 'bad' | 'warn' | 'info' {
  if (kind === 'point_without_device' || kind === 'planned_too_long') return 'bad';
  if (kind.endsWith('_differs') || kind === 'near_match') return 'info';
  return 'warn';
}
