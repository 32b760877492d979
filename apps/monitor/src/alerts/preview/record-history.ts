import type { ClosedMinute } from '../measure/log-sums.js';
import { type Question, spansOf } from '../measure/measurements.js';
import { MinuteTable, type Span } from '../measure/minute-table.js';
import type { Read } from '../measure/read-measurements.js';
import { readMinutes } from '../measure/read-minutes.js';
import { HOUR_MS } from '../../time/durations.js';
import { ReadAhead } from './read-ahead.js';

/** A few megabytes of many services. */
const PIECE_MS = 6 * HOUR_MS;

/** Closed minutes of records for one moment after the other; what no later moment looks at is let go. */
export class RecordHistory {
  readonly #table = new MinuteTable();
  readonly #ahead: ReadAhead<readonly ClosedMinute[]>;

  /**
   * @param span the first moment that is evaluated and the last one
   * @param serviceIds undefined: all
   */
  constructor(
    read: Read,
    private readonly questions: readonly Question[],
    { from, to }: Span,
    serviceIds: readonly number[] | undefined,
  ) {
    const needed = spansOf(questions, from).map((span) => ({ from: span.from, to: span.to + to - from }));
    this.#ahead = new ReadAhead(needed, PIECE_MS, (piece) => readMinutes(read, piece.from, piece.to, serviceIds));
  }

  /** What the questions need at a moment; to be asked from the first to the last. */
  async at(at: number): Promise<MinuteTable> {
    const given = await this.#ahead.upTo(at);
    if (given.length === 0) return this.#table;
    for (const minute of given.flat()) this.#table.put(minute);
    const oldest = Math.min(...spansOf(this.questions, at).map(({ from }) => from));
    this.#table.keepOnly([{ from: oldest, to: Number.POSITIVE_INFINITY }]);
    return this.#table;
  }
}
