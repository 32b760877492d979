import type { RawMessage } from '../../../batch/raw-message.js';

/** Sources whose lines are unfinished at the same time, and the longest line that is joined. */
const MAX_SOURCES = 1000;
const MAX_LINE_BYTES = 1024 * 1024;

/** The parts of a line that has not ended. */
export interface HeldLine {
  text: string;
  values: Buffer[];
  messages: RawMessage[];
}

/**
 * Parts of lines that a container runtime cut (16 KiB), by the container that wrote them. A line is joined only from messages of
 * one batch, which is stored as a whole or not at all: so nothing has to be remembered over a restart, and every message is in
 * exactly one record. What has not ended with the batch is stored part by part.
 */
export class PartialLines {
  readonly #held = new Map<string, HeldLine>();
  readonly #givenUp: RawMessage[] = [];

  /** @returns false when the part cannot be kept: it is a record by itself then, and so are those before it */
  hold(source: string, text: string, message: RawMessage): boolean {
    const held = this.#held.get(source) ?? { text: '', values: [], messages: [] };
    if (held.text.length + text.length > MAX_LINE_BYTES || this.#held.size >= MAX_SOURCES) {
      this.giveUp(this.take(source));
      return false;
    }
    held.text += text;
    held.values.push(message.value as Buffer);
    held.messages.push(message);
    this.#held.set(source, held);
    return true;
  }

  /** What came of a line before its end. */
  take(source: string): HeldLine | undefined {
    const held = this.#held.get(source);
    this.#held.delete(source);
    return held;
  }

  /** Parts that have to be read one by one. */
  giveUp(held: HeldLine | undefined): void {
    this.#givenUp.push(...(held?.messages ?? []));
  }

  /** The messages that are left without the end of their line; they are forgotten here. */
  rest(): RawMessage[] {
    const messages = [...this.#givenUp, ...[...this.#held.values()].flatMap((held) => held.messages)];
    this.#held.clear();
    this.#givenUp.length = 0;
    return messages.sort((one, other) => one.offset - other.offset);
  }
}
