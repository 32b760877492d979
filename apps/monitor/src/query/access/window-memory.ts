import { LRUCache } from 'lru-cache';
import type { Snapshot } from '../database/snapshot.js';
import type { Statement } from '../database/statement.js';
import type { CountedCells } from './counted-cells.js';
import type { WindowQuestion } from './window-reader.js';

/** What the windows of the days in [$1, $2) are like: another word whenever one of them has changed, NULL without days. */
export const ACCESS_WINDOW_VERSION: Statement = {
  name: 'access-window-version',
  text: `
SELECT md5(string_agg(version::text, ' ' ORDER BY day)) AS version
  FROM access_window_day
 WHERE day > $1::timestamptz - interval '1 day' AND day < $2`,
};

/** All that is remembered, in bytes by estimate. */
const MOST_BYTES = 24 * 1024 * 1024;
const BYTES_OF_CELL = 400;
const BYTES_OF_LATENCY = 3200;
const BYTES_OF_CLIENTS = 16_400;

interface Remembered {
  version: string;
  cells: CountedCells;
}

/**
 * What has been read of windows, for the next who asks the same. Windows change when a slot is over, and when late lines come: then their days have
 * another version, which is read in the same snapshot as everything else. So an answer from memory is the one that the snapshot would give.
 */
export class WindowMemory {
  readonly #remembered: LRUCache<string, Remembered>;

  constructor(mostBytes = MOST_BYTES) {
    this.#remembered = new LRUCache({
      maxSize: mostBytes,
      sizeCalculation: ({ cells }, key) => bytesOf(cells) + 2 * key.length,
    });
  }

  /**
   * @param besides what the question is asked with, as well as the windows
   * @param read is not called when the answer is known
   */
  async recall(
    snapshot: Snapshot,
    question: WindowQuestion,
    besides: unknown,
    read: () => Promise<CountedCells>,
  ): Promise<CountedCells> {
    const [first, last] = [question.segments[0], question.segments.at(-1)];
    if (!first || !last) return read();
    const days = [new Date(first.from), new Date(last.to)];
    const [row] = await snapshot.rows<{ version: string | null }>(ACCESS_WINDOW_VERSION, days);
    const version = row?.version ?? null;
    const key = JSON.stringify([question, besides]);
    const known = this.#remembered.get(key);
    if (known && known.version === version) return known.cells;
    this.#remembered.delete(key);
    const cells = await read();
    if (version !== null) this.#remembered.set(key, { version, cells });
    return cells;
  }
}

function bytesOf(cells: CountedCells): number {
  return cells
    .list()
    .reduce(
      (sum, { cell }) =>
        sum + BYTES_OF_CELL + (cell.latency ? BYTES_OF_LATENCY : 0) + (cell.clients ? BYTES_OF_CLIENTS : 0),
      0,
    );
}
