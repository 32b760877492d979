import {
  type AccessTally,
  Cell,
  cutWindow,
  type Facet,
  SLOT_SECONDS,
  type ValuesBefore,
  type Width,
  WIDTHS,
  WINDOW_DAYS,
  type WindowCell,
  windowsOf,
} from '@log-monitor/access-statistics';
import { DAY_SECONDS } from './day-windows.js';
import { keyOf, type WindowRow } from './window-row.js';

/** How windows are cut. */
interface Cutting {
  facet: Facet;
  /** Seconds since 1970: windows that are no longer kept are left out. */
  now: number;
  /** What the facet's values had before. */
  before: ValuesBefore | undefined;
  /** Begins of days whose windows are made elsewhere. */
  without?: ReadonlySet<number>;
}

/**
 * All windows of one facet that slots belong to, of every width, cut to their caps. A window of an hour or a day has of these slots what is left of their
 * ten minutes.
 */
export function windowsOfSlots(tallies: readonly AccessTally[], cutting: Cutting): WindowRow[] {
  const { facet } = cutting;
  const rows: WindowRow[] = [];
  const shared = new Map<string, WindowRow>();
  for (const tally of tallies) {
    for (const row of windowsOfSlot(tally, cutting)) {
      if (row.width <= SLOT_SECONDS) rows.push(row);
      else if (row.width < DAY_SECONDS || cutting.without?.has(row.start) !== true) addTo(shared, row);
    }
  }
  for (const width of WIDTHS) {
    if (width <= SLOT_SECONDS) continue;
    const ofWidth = [...shared.values()].filter((row) => row.width === width);
    for (const cell of cut(cutting, ofWidth)) rows.push({ ...cell, facet, width });
  }
  return rows;
}

function addTo(rows: Map<string, WindowRow>, row: WindowRow): void {
  const key = keyOf(row);
  const known = rows.get(key);
  if (known === undefined) rows.set(key, row);
  else known.cell.mergeCell(row.cell);
}

function windowsOfSlot(tally: AccessTally, cutting: Cutting): WindowRow[] {
  const { facet, now } = cutting;
  const rows: WindowRow[] = [];
  const slot = cut(cutting, windowsOf(tally, facet.name, SLOT_SECONDS));
  for (const width of WIDTHS) {
    if (width < facet.finest) continue;
    const kept = (start: number): boolean => start >= now - WINDOW_DAYS[width] * DAY_SECONDS - width;
    for (const cell of width > SLOT_SECONDS
      ? widened(slot, width)
      : width === SLOT_SECONDS
        ? slot
        : cut(cutting, windowsOf(tally, facet.name, width))) {
      if (kept(cell.start)) rows.push({ ...cell, facet, width });
    }
  }
  return rows;
}

/** Each window by itself. */
function cut({ facet, before }: Cutting, cells: readonly WindowCell[]): WindowCell[] {
  if (cells.length <= facet.cap) return [...cells];
  const windows = new Map<number, WindowCell[]>();
  for (const one of cells) {
    const window = windows.get(one.start);
    if (window === undefined) windows.set(one.start, [one]);
    else window.push(one);
  }
  return [...windows.values()].flatMap((window) => cutWindow(window, facet, before));
}

/** Copies, since a window of an hour grows by the next slot. */
function widened(cells: readonly WindowCell[], width: Width): WindowCell[] {
  return cells.map((one) => {
    const cell = new Cell(one.cell.status, one.cell.isOther);
    cell.mergeCell(one.cell);
    return { ...one, start: one.start - (one.start % width), cell };
  });
}
