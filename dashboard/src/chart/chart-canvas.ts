import uPlot from 'uplot';
import { DAY_MS, clockText, minuteText } from '../text/time-text.js';
import { type ChartLevel, type ChartMark, drawLevels, drawMarks } from './chart-mark.js';
import { stackedCounts } from './chart-series.js';

const HEIGHT = 200;
const FONT = '12px system-ui, sans-serif';
const DAY_AND_MONTH = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** What is drawn: stacked bars, or lines where it is said how their values are written. Times are epoch milliseconds. */
export interface Drawing {
  /** Starts of the buckets, evenly spaced. */
  times: number[];
  intervalMs: number;
  from: number;
  to: number;
  /** From here to `to` the answer is not complete yet. */
  completeTo: number;
  /** null: nothing is known of the bucket; a line has a gap there. */
  series: readonly { name: string; color: string; counts: readonly (number | null)[] }[];
  /** A value of the lines as the axis writes it. */
  lineText?: (value: number) => string;
  marks?: readonly ChartMark[];
  levels?: readonly ChartLevel[];
}

/** Draws with uPlot: shows data, tells which bar is pointed at, follows its box and the theme. */
export class ChartCanvas {
  #plot: uPlot | undefined;
  /** What a drawing was made for; another one needs a new plot, not only new numbers. */
  #signature = '';
  #data: Drawing | undefined;
  #pointed: number | null = null;
  #resize: ResizeObserver;
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  readonly #host: HTMLElement;
  readonly #onPoint: (bucket: number | null) => void;

  constructor(host: HTMLElement, onPoint: (bucket: number | null) => void) {
    this.#host = host;
    this.#onPoint = onPoint;
    this.#resize = new ResizeObserver(() => this.#plot?.setSize({ width: this.#width(), height: HEIGHT }));
    this.#resize.observe(host);
    this.#scheme.addEventListener('change', this.#repaint);
    addEventListener('themechange', this.#repaint);
  }

  show(data: Drawing): void {
    this.#data = data;
    const signature = JSON.stringify(data.series.map((series) => [series.name, series.color]));
    const columns = columnsOf(data);
    if (this.#plot && signature === this.#signature) {
      this.#plot.setData(columns);
      return;
    }
    this.#signature = signature;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(data), columns, this.#host);
  }

  /** Moves the pointed-at bar by `step`, from the last bar on if none is pointed at. */
  step(step: number): void {
    const count = this.#data?.times.length ?? 0;
    if (count === 0) return;
    const at = this.#pointed ?? (step < 0 ? count : -1);
    this.pointAt(Math.min(count - 1, Math.max(0, at + step)));
  }

  pointAt(bucket: number | null): void {
    const time = bucket === null ? undefined : this.#data?.times[bucket];
    if (!this.#plot || !this.#data) return;
    const left = time === undefined ? -10 : this.#plot.valToPos(time + this.#data.intervalMs / 2, 'x');
    this.#plot.setCursor({ left: time === undefined ? -10 : Math.max(0, left), top: time === undefined ? -10 : 20 });
  }

  end(): void {
    this.#resize.disconnect();
    this.#scheme.removeEventListener('change', this.#repaint);
    removeEventListener('themechange', this.#repaint);
    this.#plot?.destroy();
  }

  /** Colours are read from the style sheet when a plot is made. */
  #repaint = (): void => {
    this.#signature = '';
    if (this.#data) this.show(this.#data);
  };

  #width(): number {
    return Math.max(200, this.#host.clientWidth);
  }

  #color(name: string): string {
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    this.#host.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }

  #options(data: Drawing): uPlot.Options {
    const grid = { stroke: this.#color('--chart-grid'), width: 1 };
    const axis = { stroke: this.#color('--muted'), font: FONT, grid, ticks: grid };
    // uPlot passes values for axes without numbers; data is never empty here, so splits are numbers.
    return {
      width: this.#width(),
      height: HEIGHT,
      ms: 1,
      padding: [12, 20, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: false, y: false, setScale: false },
        points: { show: false },
        y: false,
      },
      scales: {
        x: { time: true, range: () => [this.#data?.from ?? 0, this.#data?.to ?? 1] },
        y: { range: (_plot, _min, max) => [0, this.#top(max)] },
      },
      axes: [
        {
          ...axis,
          size: 30,
          space: 70,
          values: (_plot, splits, _axis, _space, step) => splits.map((time) => tickText(time, step)),
        },
        {
          ...axis,
          size: data.lineText ? 64 : 52,
          ...(data.lineText ? {} : { incrs: wholeSteps() }),
          values: (_plot, splits) => splits.map(data.lineText ?? shortCount),
        },
      ],
      series: [
        {},
        ...data.series.toReversed().map((series) => ({
          label: series.name,
          ...(data.lineText ? this.#line(series.color) : this.#bar(series.color)),
        })),
      ],
      hooks: {
        drawClear: [(plot) => this.#drawIncomplete(plot)],
        draw: [(plot) => this.#drawOver(plot)],
        setCursor: [(plot) => this.#point(plot)],
      },
    };
  }

  /** The top of the scale; levels that matter are in sight. */
  #top(max: number): number {
    const { lineText, levels = [] } = this.#data ?? {};
    const highest = Math.max(max, ...levels.map(({ value }) => value)) * 1.08;
    return lineText ? highest || 1 : Math.max(4, Math.ceil(highest));
  }

  #drawOver(plot: uPlot): void {
    const color = (name: string): string => this.#color(name);
    drawLevels(plot, this.#data?.levels ?? [], color);
    drawMarks(plot, this.#data?.marks ?? [], color);
  }

  #bar(color: string): Partial<uPlot.Series> {
    const paths = (uPlot.paths.bars as uPlot.Series.BarsPathBuilderFactory)({ size: [0.86, 64, 1], align: 1 });
    return { fill: this.#color(`--series-${color}`), stroke: 'transparent', width: 0, points: { show: false }, paths };
  }

  #line(color: string): Partial<uPlot.Series> {
    const stroke = this.#color(`--series-${color}`);
    return { stroke, width: 2, points: { size: 4, fill: stroke } };
  }

  /** The bar under the pointer starts before it; uPlot's own index is the nearest start, which may be the next bar's. */
  #point(plot: uPlot): void {
    const { left = -1 } = plot.cursor;
    const { times = [], intervalMs = 1 } = this.#data ?? {};
    const at = Math.floor((plot.posToVal(left, 'x') - (times[0] ?? 0)) / intervalMs);
    this.#pointed = left < 0 || times.length === 0 ? null : Math.min(times.length - 1, Math.max(0, at));
    this.#onPoint(this.#pointed);
  }

  /** Shades what the answer does not cover yet: an absence of bars there means nothing. */
  #drawIncomplete(plot: uPlot): void {
    const { completeTo = 0, to = 0 } = this.#data ?? {};
    if (completeTo >= to) return;
    const from = Math.max(plot.bbox.left, plot.valToPos(completeTo, 'x', true));
    const width = plot.bbox.left + plot.bbox.width - from;
    plot.ctx.save();
    plot.ctx.fillStyle = this.#color('--chart-incomplete');
    plot.ctx.fillRect(from, plot.bbox.top, width, plot.bbox.height);
    plot.ctx.restore();
  }
}

/** Bars as their tops; lines as they are, each value in the middle of its bucket. */
function columnsOf({ times, intervalMs, series, lineText }: Drawing): uPlot.AlignedData {
  if (lineText === undefined) {
    const counted = series.map(({ counts }) => ({ counts: counts.map((count) => count ?? 0) }));
    return [times, ...stackedCounts(counted).reverse()];
  }
  return [times.map((time) => time + intervalMs / 2), ...series.map(({ counts }) => [...counts]).reverse()];
}

function tickText(time: number, step: number): string {
  const date = new Date(time);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (step >= DAY_MS || isMidnight) return DAY_AND_MONTH.format(date);
  return step < 60_000 ? clockText(time) : minuteText(time);
}

/** 1, 2, 5, 10, 20, 50, …: counts have no halves. */
function wholeSteps(): number[] {
  return Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
}

function shortCount(count: number): string {
  if (count >= 1e6) return `${count / 1e6}M`;
  return count >= 10_000 ? `${count / 1000}k` : String(count);
}
