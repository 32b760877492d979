import { OTHER } from '@log-monitor/access-statistics';
import type { Snapshot } from '../database/snapshot.js';
import { type CountedCell, CountedCells } from './counted-cells.js';
import { best, rankOf, type Top } from './ranking.js';
import { OTHERS, readTopSums, subtract } from './top-reader.js';
import { WindowMemory } from './window-memory.js';
import { addWindows, type Wanted, type WindowQuestion } from './window-reader.js';

/** Seconds. Narrower windows are at the ends of a range, which moves on with the clock: nobody asks for the same ones again. */
const LEAST_REMEMBERED = 600;
/** Values that are read besides those of a list: one of them may get onto it by what is still open. */
const SPARE = 40;

/** Reads windows, or remembers what was read of them. */
export class ClosedWindows {
  readonly #memory = new WindowMemory();

  /** @returns cells of the caller's own */
  async read(snapshot: Snapshot, question: WindowQuestion, wanted: Wanted): Promise<CountedCells> {
    const isWide = ({ width }: { width: number }): boolean => width >= LEAST_REMEMBERED;
    const wide = { ...question, segments: question.segments.filter(isWide) };
    const narrow = { ...question, segments: question.segments.filter((segment) => !isWide(segment)) };
    const known = await this.#memory.recall(snapshot, wide, wanted, async () => {
      const read = new CountedCells();
      await addWindows(snapshot, wide, wanted, read);
      return read;
    });
    const cells = new CountedCells(known);
    await addWindows(snapshot, narrow, wanted, cells);
    return cells;
  }

  /**
   * Sums of the values that a list is made of, and of all others as the value `(other)`.
   *
   * @param open what the windows do not have yet
   */
  async readTop(snapshot: Snapshot, question: WindowQuestion, top: Top, open: CountedCells): Promise<CountedCells> {
    if (question.segments.length === 0) return open;
    const asked = { ...top, limit: top.limit + SPARE };
    const known = await this.#memory.recall(snapshot, question, asked, () => readTopSums(snapshot, question, asked));
    const cells = new CountedCells(known);
    const unlisted: CountedCell[] = [];
    for (const one of open.list()) {
      if (one.value === OTHER || cells.has(one)) cells.at(one).merge(one.cell);
      else unlisted.push(one);
    }
    const candidates = new Set(unlisted.filter(mayBeListed(known, cells, top)));
    await this.#addWindowsOf(snapshot, question, candidates, cells);
    for (const one of unlisted) cells.at(candidates.has(one) ? one : OTHERS).merge(one.cell);
    return cells;
  }

  /** Takes values out of the others, with what the windows have of them. */
  async #addWindowsOf(
    snapshot: Snapshot,
    question: WindowQuestion,
    candidates: ReadonlySet<CountedCell>,
    cells: CountedCells,
  ): Promise<void> {
    if (candidates.size === 0) return;
    const values = [...new Set([...candidates].map(({ value }) => value ?? ''))];
    const found = await this.read(snapshot, { ...question, values }, SUMS);
    for (const one of candidates) {
      const windows = found.at(one);
      subtract(cells.at(OTHERS), windows);
      cells.at(one).merge(windows);
    }
  }
}

const SUMS: Wanted = { sums: true, latency: false, clients: false };

/**
 * Tells of values that were not read with a list whether they may get onto it by what is still open: the windows have less of them than of the last one
 * that was read, or they were asked for too seldom.
 *
 * @param known the list as the windows have it, longer than is wanted
 * @param cells the same with what is open
 */
function mayBeListed(known: CountedCells, cells: CountedCells, top: Top): (one: CountedCell) => boolean {
  const { rank, limit, least } = top;
  const read = best(known.list(), { ...top, limit: limit + SPARE });
  const last = read[limit + SPARE - 1];
  const most = last ? rankOf(last.cell, rank) : 0;
  const worst = best(cells.list(), top)[limit - 1];
  const needed = worst ? rankOf(worst.cell, rank) : 0;
  return ({ cell }) => {
    if (rank === 'slowness') return least > 1 || Math.max(most, rankOf(cell, rank)) >= needed;
    return rankOf(cell, rank) + Math.max(most, least - 1) >= Math.max(needed, 1);
  };
}
