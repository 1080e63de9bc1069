import { useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { ArrowDown, ArrowUp } from 'lucide';
import { number, t } from '../../messages.ts';
import { route } from '../../router.ts';
import { Icon } from '../../ui/icon.tsx';
import { useVirtualRows } from '../../ui/virtual-rows.ts';
import { type Column, columns, tracksOf } from './device-columns.ts';
import { DeviceRow } from './device-row.tsx';
import { openDevice } from './open-device.ts';
import { selection, sort, sortBy, tick, ticked, tickAll } from './device-selection.ts';

const ROW_HEIGHT = 36;
const PAGE_ROWS = 15;

/** The table of devices: only what can be seen is in the document, however many there are. */
export function DeviceGrid(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const rows = selection.value;
  const [active, setActive] = useState(0);
  const { items, height, scrollTo } = useVirtualRows(box, rows.length, ROW_HEIGHT);
  const shown = columns.value;
  const { tracks, least } = tracksOf(shown);
  const reachable = Math.min(active, rows.length - 1);

  const moveTo = (index: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActive(next);
    scrollTo(next);
    // The row is in the document once the list has been drawn at its new place.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus()),
    );
  };
  const onKey = (event: KeyboardEvent): void => {
    const row = rows[reachable];
    const step = STEPS[event.key];
    if (
      row === undefined ||
      !(event.target instanceof Element) ||
      event.target.closest('.grid-body') === null
    )
      return;
    if (step !== undefined) moveTo(reachable + step);
    else if (event.key === 'Home') moveTo(0);
    else if (event.key === 'End') moveTo(rows.length - 1);
    else if (event.key === 'Enter') openDevice(row.device.guid);
    else if (event.key === ' ') tick(row.device.guid);
    else return;
    event.preventDefault();
  };
  const open = (index: number): void => {
    setActive(index);
    const guid = rows[index]?.device.guid;
    if (guid !== undefined) openDevice(guid);
  };
  const all = rows.length > 0 && rows.every(({ device }) => ticked.value.has(device.guid));

  return (
    <div class="grid card">
      <div
        class="grid-box"
        ref={box}
        role="grid"
        aria-label={t('devices.label')}
        aria-rowcount={rows.length + 1}
        aria-multiselectable="true"
        onKeyDown={onKey}
      >
        <div class="grid-inner" style={{ minWidth: `${least}px` }}>
          <div role="row" class="grid-head" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
            <span role="columnheader" class="cell tick-cell">
              <input type="checkbox" checked={all} aria-label={t('devices.tick-all')} onChange={tickAll} />
            </span>
            {shown.map((column) => (
              <HeadCell key={column} column={column} />
            ))}
          </div>
          <div class="grid-body" role="rowgroup" style={{ height: `${height}px` }}>
            {items.map(({ index, start }) => {
              const row = rows[index];
              if (row === undefined) return null;
              return (
                <DeviceRow
                  key={row.device.guid + row.device.cluster_id}
                  device={row.device}
                  index={index}
                  top={start}
                  ticked={ticked.value.has(row.device.guid)}
                  active={index === reachable}
                  open={route.value.guid === row.device.guid}
                  columns={shown}
                  tracks={tracks}
                  onOpen={open}
                />
              );
            })}
          </div>
        </div>
      </div>
      <p class="grid-foot soft" role="status">
        {t('devices.count', { n: rows.length })}
        {ticked.value.size > 0 && ` · ${t('devices.ticked', { n: number(ticked.value.size) })}`}
      </p>
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
};

function HeadCell({ column }: { readonly column: Column }): JSX.Element {
  const by = sort.value?.column === column ? sort.value : undefined;
  const order = by === undefined ? 'none' : by.descending ? 'descending' : 'ascending';
  return (
    <span role="columnheader" class="cell" aria-sort={order}>
      <button
        type="button"
        class="sort"
        onClick={() => {
          sortBy(column);
        }}
      >
        {t(`column.${column}`)}
        {by !== undefined && <Icon of={by.descending ? ArrowDown : ArrowUp} size={13} />}
      </button>
    </span>
  );
}
