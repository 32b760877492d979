import type { Span } from '../measure/minute-table.js';

interface Piece<Found> {
  readonly from: number;
  readonly found: Promise<Found>;
}

/** Reads a time piece by piece: PostgreSQL looks up the next one while the one before is evaluated. */
export class ReadAhead<Found> {
  readonly #waiting: Span[];
  #coming: Piece<Found> | undefined;

  /**
   * @param spans what is needed; where they overlap it is read once
   * @param length of a piece, milliseconds
   */
  constructor(
    spans: readonly Span[],
    length: number,
    private readonly read: (piece: Span) => Promise<Found>,
  ) {
    this.#waiting = mergedSpans(spans).flatMap((span) => piecesOf(span, length));
    this.#coming = this.#next();
  }

  /** What begins before a moment and was not given yet, the oldest first. */
  async upTo(at: number): Promise<Found[]> {
    const given: Found[] = [];
    while (this.#coming !== undefined && this.#coming.from < at) {
      const { found } = this.#coming;
      given.push(await found);
      this.#coming = this.#next();
    }
    return given;
  }

  #next(): Piece<Found> | undefined {
    const piece = this.#waiting.shift();
    if (piece === undefined) return undefined;
    const found = this.read(piece);
    // Who waits for it hears of a failure; when the evaluation was given up, nobody does.
    found.catch(() => undefined);
    return { from: piece.from, found };
  }
}

function mergedSpans(spans: readonly Span[]): Span[] {
  const merged: { from: number; to: number }[] = [];
  for (const span of [...spans].sort((left, right) => left.from - right.from)) {
    const last = merged.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}

function piecesOf({ from, to }: Span, length: number): Span[] {
  const count = Math.ceil((to - from) / length);
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * length,
    to: Math.min(from + (index + 1) * length, to),
  }));
}
