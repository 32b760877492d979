import { type Width, WIDTHS } from '@log-monitor/access-statistics';
import { DAY_MS } from '../../time/durations.js';
import type { Span } from './time-buckets.js';

/** Kept the longest. */
const WIDEST = 86_400;

/** Windows of one width, of which the first begins at `from` and the last ends at `to`. */
export interface WindowSegment extends Span {
  /** Seconds. */
  width: Width;
}

export interface WindowPlan {
  segments: WindowSegment[];
  /** What the segments cover: the range that was asked for, with its ends at the borders of windows that are kept. */
  covered: Span;
  /** What is older is not kept. */
  shortened: boolean;
}

/** Since when windows of a width are there, in milliseconds since 1970: whole days, which are multiples of every width. */
export type KeptSince = (width: Width) => number;

/** @param days how long windows of each width are kept */
export function keptSince(days: Readonly<Record<Width, number>>, now: number): KeptSince {
  return (width) => Math.ceil((now - days[width] * DAY_MS) / DAY_MS) * DAY_MS;
}

interface PlanRequest {
  range: Span;
  /** Narrowest width that the facet has, seconds. */
  finest: Width;
  kept: KeptSince;
  /** Where buckets begin: no window may cross such a border, unless only such windows are kept. */
  borders?: readonly number[];
  /** Nothing was counted from this moment on: the last window may be as wide as it likes. */
  nothingSince?: number;
}

/**
 * Which windows to add up for a range: as much as possible of the widest, the rest towards its ends of narrower ones. They lie side by side, without overlap
 * and without gap.
 */
export function planWindows({ range, finest, kept, borders = [], nothingSince }: PlanRequest): WindowPlan {
  const widths = WIDTHS.filter((width) => width >= finest);
  const oldest = kept(WIDEST);
  const from = Math.max(range.from, oldest);
  const shortened = range.from < oldest;
  if (from >= range.to) return { segments: [], covered: { from: range.to, to: range.to }, shortened };
  const finestAtStart = finestAt(widths, from, kept);
  const finestAtEnd = finestAt(widths, range.to, kept);
  const start = floorTo(from, finestAtStart);
  const exactEnd = ceilTo(range.to, finestAtEnd);
  const end = nothingSince !== undefined && exactEnd >= nothingSince ? ceilTo(exactEnd, WIDEST) : exactEnd;
  const usable = widths.filter((width) => isNoWiderThan(width, borders) || width === finestAtStart).reverse();
  const segments: WindowSegment[] = [];
  split({ from: start, to: end }, usable, segments);
  return {
    segments: segments.filter(({ from: low, to }) => low < to),
    covered: { from: start, to: exactEnd },
    shortened,
  };
}

/** The narrowest width, in seconds, that is kept for all of the time from a moment on, or for all of the time that is kept. */
export function narrowestWidth(from: number, finest: Width, kept: KeptSince): Width {
  const widths = WIDTHS.filter((width) => width >= finest);
  return finestAt(widths, Math.max(from, kept(WIDEST)), kept);
}

function finestAt(widths: readonly Width[], time: number, kept: KeptSince): Width {
  return widths.find((width) => kept(width) <= time) ?? WIDEST;
}

function isNoWiderThan(width: Width, borders: readonly number[]): boolean {
  return borders.every((border) => border % (width * 1000) === 0);
}

/** @param widths the widest first; the ends of the span are multiples of the last ones that are kept there */
function split({ from, to }: Span, [width, ...narrower]: readonly Width[], segments: WindowSegment[]): void {
  if (width === undefined || from >= to) return;
  const first = ceilTo(from, width);
  const last = floorTo(to, width);
  if (first >= last) {
    split({ from, to }, narrower, segments);
    return;
  }
  split({ from, to: first }, narrower, segments);
  segments.push({ width, from: first, to: last });
  split({ from: last, to }, narrower, segments);
}

function floorTo(time: number, width: Width): number {
  return Math.floor(time / (width * 1000)) * width * 1000;
}

function ceilTo(time: number, width: Width): number {
  return Math.ceil(time / (width * 1000)) * width * 1000;
}
