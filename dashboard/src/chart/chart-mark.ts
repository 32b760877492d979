import type uPlot from 'uplot';

/** Something that happened at a moment, drawn across a chart. */
export interface ChartMark {
  /** Epoch ms. */
  time: number;
  /** unusual: an anomaly begins. */
  kind: 'fired' | 'resolved' | 'unusual';
  /** What it is about, as the tooltip says it. */
  words: string;
}

/** A height that matters: from there on something fires, or below it is over. */
export interface ChartLevel {
  value: number;
  kind: 'fired' | 'resolved';
}

type Color = (name: string) => string;

const COLORS = { fired: '--error', resolved: '--ok', unusual: '--warn' } as const;
const SIGN = 5;

/** Draws each mark as a line from top to bottom: a filled triangle that points down where it fired, an open one upwards where it was over, a filled diamond where something unusual begins. */
export function drawMarks(plot: uPlot, marks: readonly ChartMark[], color: Color): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const size = SIGN * ratio;
  ctx.save();
  ctx.lineWidth = ratio;
  for (const { time, kind } of marks) {
    // In the middle of a pixel: a thin line between two would be pale.
    const x = Math.floor(plot.valToPos(time, 'x', true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = color(COLORS[kind]);
    line(ctx, [x, bbox.top, x, bbox.top + bbox.height], [2 * ratio, 3 * ratio]);
    sign(ctx, kind, x, bbox.top, size);
  }
  ctx.restore();
}

function sign(ctx: CanvasRenderingContext2D, kind: ChartMark['kind'], x: number, y: number, size: number): void {
  const [base, tip] = kind === 'fired' ? [y - size, y + size] : [y + size, y - size];
  ctx.beginPath();
  if (kind === 'unusual') {
    for (const [right, down] of [
      [0, -size],
      [size, 0],
      [0, size],
      [-size, 0],
    ] as const)
      ctx.lineTo(x + right, y + down);
  } else {
    ctx.moveTo(x - size, base);
    ctx.lineTo(x + size, base);
    ctx.lineTo(x, tip);
  }
  ctx.closePath();
  if (kind === 'resolved') ctx.stroke();
  else ctx.fill();
}

export function drawLevels(plot: uPlot, levels: readonly ChartLevel[], color: Color): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const { value, kind } of levels) {
    const y = Math.round(plot.valToPos(value, 'y', true));
    ctx.strokeStyle = color(COLORS[kind]);
    ctx.lineWidth = (kind === 'fired' ? 1.5 : 1) * ratio;
    line(ctx, [bbox.left, y, bbox.left + bbox.width, y], [6 * ratio, 4 * ratio]);
  }
  ctx.restore();
}

function line(
  ctx: CanvasRenderingContext2D,
  [fromX, fromY, toX, toY]: readonly [number, number, number, number],
  dashes: number[],
): void {
  ctx.beginPath();
  ctx.setLineDash(dashes);
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
  ctx.setLineDash([]);
}
