import { Component, type JSX } from 'preact';
import type { DeviceDto } from '@trapline/client';
import { isPlanned } from '../../data/devices.ts';
import { t } from '../../messages.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { type Column, textOf } from './device-columns.ts';
import { tick } from './device-selection.ts';

interface Props {
  readonly device: DeviceDto;
  readonly index: number;
  readonly top: number;
  readonly ticked: boolean;
  readonly active: boolean;
  readonly open: boolean;
  readonly columns: readonly Column[];
  readonly tracks: string;
  readonly onOpen: (index: number) => void;
}

const TONES: Readonly<Record<string, 'good' | 'info' | 'warn' | 'off'>> = {
  active: 'good',
  pending: 'info',
  maintenance: 'warn',
};

/** One device. Drawn again only when something about it changes: scrolling draws the new rows alone. */
export class DeviceRow extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const now = this.props;
    return (Object.keys(next) as (keyof Props)[]).some((name) => next[name] !== now[name]);
  }

  override render(): JSX.Element {
    const { device, index, top, ticked, active, open, columns, tracks, onOpen } = this.props;
    const name = device.erp_reference === '' ? device.guid : device.erp_reference;
    return (
      <div
        role="row"
        aria-rowindex={index + 2}
        aria-selected={ticked}
        class={`grid-row${ticked ? ' ticked' : ''}${open ? ' open' : ''}`}
        style={{ transform: `translateY(${top}px)`, gridTemplateColumns: tracks }}
        tabIndex={active ? 0 : -1}
        data-index={index}
        onClick={() => {
          onOpen(index);
        }}
      >
        <span
          role="gridcell"
          class="cell tick-cell"
          onClick={(event) => {
            event.stopPropagation();
          }}
        >
          <input
            type="checkbox"
            tabIndex={-1}
            checked={ticked}
            aria-label={t('device.tick', { name })}
            onChange={() => {
              tick(device.guid);
            }}
          />
        </span>
        {columns.map((column) => (
          <span key={column} role="gridcell" class={`cell cell-${column}`}>
            {contentOf(device, column)}
          </span>
        ))}
      </div>
    );
  }
}

function contentOf(device: DeviceDto, column: Column): JSX.Element | string {
  const text = textOf(device, column);
  if (column === 'status') return <StatusDot tone={TONES[text] ?? 'off'} words={text} />;
  if (column === 'id' && isPlanned(device)) return <span class="soft">{text}</span>;
  if (text === '') return <span class="soft">–</span>;
  return text;
}
