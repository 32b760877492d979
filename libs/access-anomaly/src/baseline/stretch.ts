import { WINDOW_SECONDS } from '../facts/window-facts.js';
import { addBuckets, type Buckets } from '../facts/coarse-latency.js';

/** The evidence has fallen by so much: what began is over. */
const LEAST_FALL = 5;

/** What is counted, of how many, and how many were to be expected. */
export interface Counted {
  readonly count: number;
  readonly trials: number;
  readonly expected: number;
}

/** The windows since something began that looks unlike the usual, summed up. */
export interface Stretch {
  /** Begin of its first window, seconds since 1970. */
  start: number;
  /** Windows that speak for a change. */
  windows: number;
  count: number;
  trials: number;
  expected: number;
  /** Evidence so far, the highest it was, and what is left of it without the window that has most. */
  evidence: number;
  peak: number;
  others: number;
  /** That window. */
  most: Counted;
  /** All latencies, where they are looked at. */
  latency?: Buckets;
  /** Begun because the one before had become too long. */
  goesOn?: boolean;
}

/** What a window adds. */
export interface Addition extends Counted {
  readonly start: number;
  /** It speaks for a change by itself. */
  readonly speaks: boolean;
  readonly latency?: readonly number[];
}

/**
 * Goes on with a stretch by a window, or begins one: a cumulative sum (Page, 1954). It needs as many windows as it takes to be sure, which are few where
 * much is asked, and many where little is.
 *
 * @param stretch it is changed
 * @param most seconds after which it begins anew
 * @param evidenceOf that there is a change
 * @returns undefined while nothing speaks for a change
 */
export function stretched(
  stretch: Stretch | undefined,
  window: Addition,
  most: number,
  evidenceOf: (counted: Counted) => number,
): Stretch | undefined {
  const anew = window.speaks ? added(begun(window.start), window, evidenceOf) : undefined;
  const isOld = stretch === undefined || window.start - stretch.start >= most;
  if (anew !== undefined && stretch !== undefined && isOld) anew.goesOn = true;
  const longer = isOld ? undefined : added(stretch, window, evidenceOf);
  // What came before says less than this window alone: it was chance, and it begins now.
  return longer === undefined || (anew?.evidence ?? 0) > longer.evidence ? anew : longer;
}

function added(stretch: Stretch, window: Addition, evidenceOf: (counted: Counted) => number): Stretch | undefined {
  const { count, trials, expected } = window;
  stretch.count += count;
  stretch.trials += trials;
  stretch.expected += expected;
  if (window.speaks) stretch.windows += 1;
  stretch.evidence = evidenceOf(stretch);
  if (count >= stretch.most.count) stretch.most = { count, trials, expected };
  stretch.others = evidenceOf({
    count: stretch.count - stretch.most.count,
    trials: stretch.trials - stretch.most.trials,
    expected: stretch.expected - stretch.most.expected,
  });
  if (stretch.evidence <= 0 || stretch.evidence < stretch.peak - LEAST_FALL) return undefined;
  stretch.peak = Math.max(stretch.peak, stretch.evidence);
  if (window.latency !== undefined) addBuckets((stretch.latency ??= []), window.latency);
  return stretch;
}

/** One window alone is silent: the others say so, too, though not as loudly. @param limit of the evidence */
export function isOfSeveral({ others }: Stretch, limit: number): boolean {
  return others >= limit / 8;
}

/** What may be the begin of something is not learned as usual. @param limit of the evidence */
export function isSuspicious(stretch: Stretch | undefined, limit: number): boolean {
  return stretch !== undefined && (stretch.evidence > limit / 4 || stretch.goesOn === true);
}

/** Seconds of a stretch, up to the end of the window that begins then. */
export function secondsOf(stretch: Stretch, start: number): number {
  return start - stretch.start + WINDOW_SECONDS;
}

function begun(start: number): Stretch {
  const most = { count: 0, trials: 0, expected: 0 };
  return { start, windows: 0, ...most, evidence: 0, peak: 0, others: 0, most };
}
