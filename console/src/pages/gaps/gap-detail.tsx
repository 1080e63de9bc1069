import type { JSX } from 'preact';
import { Lightbulb, WandSparkles, X } from 'lucide';
import type { DeviceDto, GapFindingDto, InspectionPointDto } from '@trapline/client';
import { isMendable } from '../../data/sync-policy.ts';
import { t } from '../../messages.ts';
import { query, setQuery } from '../../router.ts';
import { mayWrite } from '../../session.ts';
import { Icon } from '../../ui/icon.tsx';
import { worklist } from './gap-selection.ts';

/** The gap that is open: why, what would mend it, and both records side by side. */
export function GapDetail({ mend }: { readonly mend: (reference: string) => void }): JSX.Element {
  const id = query.value.get('gap');
  const finding = worklist.value.find((each) => each.id === id);
  if (finding === undefined) {
    return (
      <section class="gap-detail card vacant" aria-label={t('gaps.detail')}>
        <p class="soft">{t('gaps.choose')}</p>
      </section>
    );
  }
  const { kind, reference, reason, remedy, points, devices } = finding;
  return (
    <section class="gap-detail card" aria-label={t('gaps.detail')}>
      <header class="drawer-head">
        <div>
          <h2>{reference === '' ? t('gaps.no-reference') : reference}</h2>
          <p class="soft">{t(`kind.${kind}`)}</p>
        </div>
        <button
          type="button"
          class="button icon-only quiet"
          aria-label={t('close')}
          onClick={() => {
            setQuery({ gap: '' });
          }}
        >
          <Icon of={X} />
        </button>
      </header>
      <div class="drawer-body stack">
        <p class="gap-reason">{reason}</p>
        <div class="remedy">
          <Icon of={Lightbulb} size={16} />
          <p>{remedy}</p>
        </div>
        <SideBySide finding={finding} />
        <div class="form-actions">
          {devices.map((device) => (
            <a key={device.guid} class="button small" href={`/devices/${encodeURIComponent(device.guid)}`}>
              {t('gaps.open-device')}
            </a>
          ))}
          {isMendable(finding) && mayWrite.value && (
            <button
              type="button"
              class="button small primary"
              onClick={() => {
                mend(reference);
              }}
            >
              <Icon of={WandSparkles} size={14} />
              {t('gaps.mend-one')}
            </button>
          )}
        </div>
        {points.length + devices.length > 2 && (
          <p class="soft">{t('gaps.records', { n: points.length + devices.length })}</p>
        )}
      </div>
    </section>
  );
}

interface Line {
  readonly name: 'erp_reference' | 'customer' | 'site' | 'area' | 'status' | 'id';
  readonly point: (record: InspectionPointDto) => string;
  readonly device: (record: DeviceDto) => string;
}

const LINES: readonly Line[] = [
  { name: 'erp_reference', point: (p) => p.reference, device: (d) => d.erp_reference },
  { name: 'customer', point: (p) => p.customer, device: (d) => d.customer },
  { name: 'site', point: (p) => p.site, device: (d) => d.site },
  { name: 'area', point: (p) => p.area, device: (d) => d.area },
  { name: 'status', point: (p) => p.status, device: (d) => d.status },
  { name: 'id', point: (p) => p.device_eui, device: (d) => d.id },
];

/** One column per record; what differs within a line stands out. */
function SideBySide({ finding: { points, devices } }: { readonly finding: GapFindingDto }): JSX.Element {
  return (
    <div class="side-box" tabIndex={0} role="region" aria-label={t('gaps.both')}>
      <table class="table side-by-side">
        <thead>
          <tr>
            <td />
            {points.map((point) => (
              <th key={point.erp_id} scope="col">
                {t('gaps.point')}
                <span class="soft"> #{point.erp_id}</span>
              </th>
            ))}
            {points.length === 0 && <th scope="col">{t('gaps.point')}</th>}
            {devices.map((device) => (
              <th key={device.guid} scope="col">
                {t('gaps.device')}
              </th>
            ))}
            {devices.length === 0 && <th scope="col">{t('gaps.device')}</th>}
          </tr>
        </thead>
        <tbody>
          {LINES.map(({ name, point, device }) => {
            const left = points.map(point);
            const right = devices.map(device);
            const differs = name !== 'id' && new Set([...left, ...right]).size > 1;
            return (
              <tr key={name} class={differs ? 'differs' : ''}>
                <th scope="row">{t(`column.${name}`)}</th>
                {left.length === 0 ? (
                  <td class="soft">{t('gaps.missing')}</td>
                ) : (
                  left.map((text, i) => <td key={i}>{text || '–'}</td>)
                )}
                {right.length === 0 ? (
                  <td class="soft">{t('gaps.missing')}</td>
                ) : (
                  right.map((text, i) => <td key={i}>{text || '–'}</td>)
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
