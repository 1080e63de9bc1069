import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type uPlot from 'uplot';
import type { TimesSample } from '../../data/upstream-times.ts';
import { clock, number, t } from '../../messages.ts';
import { isOperation } from './errors-card.tsx';
import { meansOver, type Series } from './time-series.ts';

const HEIGHT = 160;
/** What the chart shows, in seconds up to the last look. */
const WINDOW_S = 600;

/** How long the connected systems take to answer: so far, and while one looks on. */
export function TimesCard({ samples }: { readonly samples: readonly TimesSample[] }): JSX.Element {
  const latest = samples.at(-1)?.times ?? [];
  return (
    <section class="card" aria-labelledby="times">
      <header class="card-head">
        <h2 id="times">{t('times.title')}</h2>
        <span class="soft">{t('times.words')}</span>
      </header>
      {latest.length === 0 ? (
        <p class="card-empty soft">{t('times.none')}</p>
      ) : (
        <>
          <TimesChart series={meansOver(samples)} />
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t('breakers.call')}</th>
                <th scope="col" class="num">
                  {t('times.calls')}
                </th>
                <th scope="col" class="num">
                  {t('times.mean')}
                </th>
                <th scope="col" class="num">
                  {t('times.p95')}
                </th>
              </tr>
            </thead>
            <tbody>
              {latest.map(({ system, operation, calls, sum, p95 }) => (
                <tr key={system + operation}>
                  <th scope="row">{nameOf(operation)}</th>
                  <td class="num">{number(calls)}</td>
                  <td class="num">{milliseconds(calls === 0 ? 0 : sum / calls)}</td>
                  <td class="num">
                    {Number.isFinite(p95) ? t('times.below', { time: milliseconds(p95) }) : '–'}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

/** A chart of lines. The table below it says the same in figures. */
function TimesChart({ series }: { readonly series: Series }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const names = series.operations.join();
  useEffect(() => {
    let gone = false;
    void draw(box, series).then((drawn) => {
      if (gone) drawn?.destroy();
      else plot.current = drawn;
    });
    return () => {
      gone = true;
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [names]);
  useEffect(() => {
    plot.current?.setData(series.data as uPlot.AlignedData);
  }, [series.data.length, series.data[0]?.length, series.data[0]?.at(-1)]);
  return (
    <div class="chart" aria-hidden="true">
      <div ref={box} />
      <p class="legend">
        {series.operations.map((operation, i) => (
          <span key={operation}>
            <span class={`swatch swatch-${i % COLOURS}`} />
            {nameOf(operation)}
          </span>
        ))}
      </p>
    </div>
  );
}

const COLOURS = 5;

async function draw(
  box: { readonly current: HTMLDivElement | null },
  series: Series,
): Promise<uPlot | undefined> {
  const [{ default: Plot }] = await Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]);
  if (box.current === null) return undefined;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name);
  const axis = {
    stroke: colour('--text-soft'),
    grid: { stroke: colour('--line'), width: 1 },
    font: '11px Roboto, sans-serif',
  };
  return new Plot(
    {
      width: box.current.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      axes: [
        { ...axis, values: (_plot, moments) => moments.map(clock) },
        { ...axis, size: 68, values: (_plot, values) => values.map((value) => milliseconds(value)) },
      ],
      scales: {
        x: { range: (_plot, _from, to) => [to - WINDOW_S, to] },
        y: { range: (_plot, _low, high) => [0, Math.max(0.05, high * 1.1)] },
      },
      series: [
        {},
        ...series.operations.map((_name, i) => ({
          stroke: colour(`--line-${i % COLOURS}`),
          width: 2,
          spanGaps: true,
          points: { size: 5 },
        })),
      ],
    },
    series.data as uPlot.AlignedData,
    box.current,
  );
}

function nameOf(operation: string): string {
  return t(isOperation(operation) ? `breaker.${operation}` : 'breaker.other', { name: operation });
}

function milliseconds(seconds: number): string {
  return `${number(Math.round(seconds * 1000))} ms`;
}
