import type { AccessTally } from './access-tally.js';
import { Cell, type Counts } from './counts.js';
import { type Facet, type FacetName, FACETS, OTHER, type Width } from './facets.js';

/** What one value had in one window. */
export interface WindowCell {
  /** Seconds since 1970. */
  readonly start: number;
  readonly source: number;
  /** Empty when the line names none, and in the facet `total`. */
  readonly host: string;
  readonly value: string;
  readonly cell: Cell;
}

/** By what values are kept. */
export type RankedSums = Pick<Counts, 'requests' | 'errors' | 'durationUs'>;

/** What values had in the time before, with all hosts and statuses. */
export type ValuesBefore = ReadonlyMap<string, RankedSums>;

const NOTHING: RankedSums = { requests: 0, errors: 0, durationUs: 0 };

/**
 * The cells of a tally, added up to windows of a width.
 *
 * @param width not below the facet's finest
 */
export function windowsOf(tally: AccessTally, name: FacetName, width: Width): WindowCell[] {
  const ofTotal = name === 'total';
  if (!ofTotal && width === FACETS[name].finest) return finestOf(tally, name);
  const windows = new Map<string, WindowCell>();
  tally.each(ofTotal ? 'host' : name, (finest, source, hostName, value, given) => {
    const start = finest - (finest % width);
    const host = ofTotal ? '' : hostName;
    const key = `${start}\n${source}\n${given.status}\n${host}\n${value}`;
    let window = windows.get(key);
    if (window === undefined) {
      window = { start, source, host, value, cell: new Cell(given.status, value === OTHER) };
      windows.set(key, window);
    }
    window.cell.mergeCell(given);
  });
  return [...windows.values()];
}

/** The cells as they are: nothing has to be added up. They are the tally's own, but for `(other)`, to which cutting adds. */
function finestOf(tally: AccessTally, name: Exclude<FacetName, 'total'>): WindowCell[] {
  const windows: WindowCell[] = [];
  tally.each(name, (start, source, host, value, given) => {
    const cell = given.isOther ? new Cell(given.status, true) : given;
    if (given.isOther) cell.mergeCell(given);
    windows.push({ start, source, host, value, cell });
  });
  return windows;
}

/**
 * Cuts one window of a facet to its cap. What had most requests stays, and besides, where there are lists of these, a quarter as many each of what had most errors and
 * what took the longest in sum. A value counts with all its hosts and statuses together, and with what it had before: lists add all of these up, so the few requests of a value that is busy,
 * or slow, elsewhere or at other times are worth more than those of a value that is seldom everywhere. The rest goes to `(other)` of its source, host and status; `cut`
 * there grows by the most requests that one of them had.
 */
export function cutWindow(
  cells: readonly WindowCell[],
  { cap, isRanked }: Pick<Facet, 'cap' | 'isRanked'>,
  before?: ValuesBefore,
): WindowCell[] {
  if (cells.length <= cap) return [...cells];
  const kept = new Set(cells.filter(({ cell }) => cell.isOther));
  const ranked = cells.filter((one) => !kept.has(one));
  const keep = (count: number, by: (sums: RankedSums) => number): void => {
    const left = ranked.filter((one) => !kept.has(one));
    for (const one of largest(left, count, by, before)) kept.add(one);
  };
  keep(cap, ({ requests }) => requests);
  if (isRanked) {
    keep(Math.ceil(cap / 4), ({ errors }) => errors);
    keep(Math.ceil(cap / 4), ({ durationUs }) => durationUs);
  }
  return withOther(
    kept,
    ranked.filter((one) => !kept.has(one)),
  );
}

/**
 * As many as `count` of the values with the largest sums above 0. To put those in order that have as much as the last of them, nearly all as a rule, would cost
 * more than all the rest.
 */
function largest(
  cells: readonly WindowCell[],
  count: number,
  by: (sums: RankedSums) => number,
  before: ValuesBefore | undefined,
): WindowCell[] {
  const above = cells.filter(({ cell }) => by(cell) > 0);
  if (above.length <= count) return above;
  const byValue = new Map<string, number>();
  for (const { value, cell } of above)
    byValue.set(value, (byValue.get(value) ?? by(before?.get(value) ?? NOTHING)) + by(cell));
  const sumOf = ({ value }: WindowCell): number => byValue.get(value) as number;
  const sums = Float64Array.from(above, sumOf).sort();
  const least = sums[sums.length - count] as number;
  const top = above.filter((one) => sumOf(one) > least);
  const ties = above.filter((one) => sumOf(one) === least);
  return [...top, ...ties.slice(0, count - top.length)];
}

function withOther(kept: ReadonlySet<WindowCell>, rest: readonly WindowCell[]): WindowCell[] {
  const others = new Map<string, WindowCell>();
  const result = [...kept];
  for (const one of kept) if (one.cell.isOther) others.set(otherKey(one), one);
  for (const one of rest) {
    let other = others.get(otherKey(one));
    if (other === undefined) {
      other = { ...one, value: OTHER, cell: new Cell(one.cell.status, true) };
      others.set(otherKey(one), other);
      result.push(other);
    }
    other.cell.mergeCell(one.cell);
  }
  const most = new Map<string, number>();
  for (const one of rest) most.set(otherKey(one), Math.max(most.get(otherKey(one)) ?? 0, one.cell.requests));
  for (const [key, requests] of most) (others.get(key) as WindowCell).cell.cut += requests;
  return result;
}

const otherKey = ({ source, host, cell }: WindowCell): string => `${source}\n${cell.status}\n${host}`;
