/** A line that was put together, or what there is of it. */
export interface JoinedLine {
  readonly text: string;
  /** Messages that it came in. */
  readonly parts: number;
  /** False when its end never came or it became too long. */
  readonly isComplete: boolean;
}

/** How much is held while lines are incomplete. */
export interface PartialLimits {
  /** Characters of one line. Default 1,048,576. */
  readonly lineLength?: number;
  /** Streams with an incomplete line. Default 1,000. */
  readonly streams?: number;
  /** Characters of all incomplete lines together. Default 16,777,216. */
  readonly total?: number;
}

interface Held {
  readonly texts: string[];
  length: number;
  /** True when the beginning of the line has been given out already, since it was too long. */
  isRest: boolean;
}

/**
 * Joins the parts into which a container runtime splits long lines. Each stream (pod, container, stdout or stderr) has its own line. Nothing is thrown
 * away: what is more than the limits comes out as incomplete lines.
 */
export class PartialLines {
  readonly #maxLine: number;
  readonly #maxStreams: number;
  readonly #maxTotal: number;
  readonly #held = new Map<string, Held>();
  #total = 0;

  constructor(limits: PartialLimits = {}) {
    this.#maxLine = limits.lineLength ?? 1_048_576;
    this.#maxStreams = limits.streams ?? 1_000;
    this.#maxTotal = limits.total ?? 16_777_216;
  }

  /** Characters held at this moment. */
  get heldLength(): number {
    return this.#total;
  }

  /** Streams with an incomplete line. */
  get heldStreams(): number {
    return this.#held.size;
  }

  /**
   * @param stream names pod, container and stream
   * @param isPartial true when the line goes on
   * @returns lines that are whole now, and those that had to make room
   */
  push(stream: string, text: string, isPartial: boolean): JoinedLine[] {
    const held = this.#held.get(stream);
    if (!isPartial) {
      if (held === undefined) return [{ text, parts: 1, isComplete: true }];
      held.texts.push(text);
      this.#forget(stream, held);
      return [joined(held, !held.isRest)];
    }
    const line = held ?? { texts: [], length: 0, isRest: false };
    line.texts.push(text);
    line.length += text.length;
    this.#total += text.length;
    if (line.length <= this.#maxLine) {
      // The stream heard of last comes last, so that the first is the one to make room.
      this.#held.delete(stream);
      this.#held.set(stream, line);
      return this.#makeRoom();
    }
    this.#forget(stream, line);
    this.#held.set(stream, { texts: [], length: 0, isRest: true });
    return [joined(line, false), ...this.#makeRoom()];
  }

  /** Gives out all that is held, for the end of the source. */
  drain(): JoinedLine[] {
    const lines = [...this.#held.values()].filter(({ texts }) => texts.length > 0).map((held) => joined(held, false));
    this.#held.clear();
    this.#total = 0;
    return lines;
  }

  #makeRoom(): JoinedLine[] {
    const lines: JoinedLine[] = [];
    for (const [stream, held] of this.#held) {
      if (this.#held.size <= this.#maxStreams && this.#total <= this.#maxTotal) break;
      this.#forget(stream, held);
      if (held.texts.length > 0) lines.push(joined(held, false));
    }
    return lines;
  }

  #forget(stream: string, held: Held): void {
    this.#held.delete(stream);
    this.#total -= held.length;
  }
}

function joined(held: Held, isComplete: boolean): JoinedLine {
  return { text: held.texts.join(''), parts: held.texts.length, isComplete };
}
