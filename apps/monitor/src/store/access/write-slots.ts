import { cutWindow, FACETS, SLOT_SECONDS, type Width, WIDTHS } from '@log-monitor/access-statistics';
import type pg from 'pg';
import type { OpenSlot } from './open-slots.js';
import { windowsOfSlots } from './slot-windows.js';
import { CAPPED_FACETS, type WindowRow } from './window-row.js';
import { DAY_FACET, DAY_SECONDS, dayOf, type DayWindows } from './day-windows.js';
import { valuesBefore } from './values-before.js';
import {
  addWindows,
  changeDays,
  copyWindows,
  countValues,
  readWindow,
  replaceWindow,
  writtenSlots,
} from './window-table.js';

/** A window that grows by further slots may hold so many times its cap. */
const OPEN_TIMES = 4;
/** A window that is over is cut again when late lines have made it larger than its cap by so much. */
const LATE_TIMES = 1.25;

/**
 * Writes slots that are over into the windows of every width; nothing of the slots is to be used afterwards. Called under the fold's lock: nobody else writes
 * windows.
 *
 * @param now milliseconds since 1970
 */
export async function writeSlots(
  client: pg.PoolClient,
  slots: readonly OpenSlot[],
  days: DayWindows,
  now: number,
): Promise<void> {
  const second = Math.floor(now / 1000);
  const starts = slots.map(({ start }) => start);
  const written = await writtenSlots(client, starts);
  const tallies = slots.map(({ tally }) => tally);
  const isNew = ({ width, start }: WindowRow): boolean =>
    width <= SLOT_SECONDS && !written.has(start - (start % SLOT_SECONDS));
  const whole = await days.open(client, slots, second);
  // One facet after the other: all at once would be the largest thing in memory.
  for (const facet of Object.values(FACETS)) {
    const before = await valuesBefore(client, facet, starts);
    // In the order of the key: what is asked for together lies together.
    const rows = windowsOfSlots(tallies, {
      facet,
      now: second,
      before,
      ...(facet === DAY_FACET && { without: whole }),
    }).sort(byPlace);
    await copyWindows(client, rows.filter(isNew));
    await addWindows(
      client,
      rows.filter((row) => !isNew(row)),
    );
  }
  for (const day of whole) {
    const ofDay = slots.filter(({ start }) => dayOf(start) === day);
    await days.write(client, day, ofDay.map(({ tally }) => tally)); // prettier-ignore
  }
  await cutWindows(client, starts, written);
  days.written(await changeDays(client, new Set(starts.map(dayOf))));
}

/** Of one facet. */
function byPlace(left: WindowRow, right: WindowRow): number {
  return (
    left.width - right.width ||
    left.start - right.start ||
    (left.value === right.value ? 0 : left.value < right.value ? -1 : 1)
  );
}

/** Cuts the windows that have become too large. */
async function cutWindows(
  client: pg.PoolClient,
  slots: readonly number[],
  written: ReadonlySet<number>,
): Promise<void> {
  for (const width of WIDTHS) {
    if (width < 60) continue;
    const grown = width > SLOT_SECONDS ? slots : slots.filter((start) => written.has(start));
    const starts = width < SLOT_SECONDS ? grown.flatMap(minutesOf) : grown.map((start) => start - (start % width));
    if (starts.length === 0) continue;
    for (const { facet, start, count } of await countValues(client, width, CAPPED_FACETS, [...new Set(starts)])) {
      const isOver = width <= SLOT_SECONDS || slots.includes(start + width - SLOT_SECONDS);
      const capped = width === DAY_SECONDS ? { ...facet, cap: facet.dayCap } : facet;
      const most = capped.isRanked ? 1.5 * capped.cap : capped.cap;
      if (count <= most * (isOver ? LATE_TIMES : OPEN_TIMES)) continue;
      await cutStored(client, capped, width, start);
    }
  }
}

async function cutStored(
  client: pg.PoolClient,
  facet: (typeof CAPPED_FACETS)[number],
  width: Width,
  start: number,
): Promise<void> {
  const stored = await readWindow(client, facet, width, start);
  const kept = cutWindow(stored, facet).map((cell) => ({ ...cell, facet, width }));
  await replaceWindow(client, facet, width, start, kept);
}

function minutesOf(slot: number): number[] {
  return Array.from({ length: SLOT_SECONDS / 60 }, (_, minute) => slot + 60 * minute);
}
