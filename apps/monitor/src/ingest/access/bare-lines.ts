import { mayBeginWrapped } from '@log-monitor/access-log';
import type { FetchedMessages } from '../kafka/fetched-messages.js';

const NOTHING = Buffer.alloc(0);
const NUL = 0;
const NEWLINE = 10;

/** Tells by their bytes which messages are certainly one line without wrapper, line end and NUL before it. */
export class BareLines {
  /** Where the next line end is in a block, in or after the message that was asked for last. */
  #block = NOTHING as Buffer;
  #lineEnd = -1;

  constructor(private readonly messages: FetchedMessages) {}

  has(at: number): boolean {
    const block = this.messages.blocks[at] as Buffer;
    const start = this.messages.starts[at] as number;
    const end = this.messages.ends[at] as number;
    if (start === end || block[start] === NUL || mayBeginWrapped(block, start)) return false;
    if (this.#block !== block || this.#lineEnd < start) {
      const found = block.indexOf(NEWLINE, start);
      this.#block = block;
      this.#lineEnd = found === -1 ? block.length : found;
    }
    return this.#lineEnd >= end;
  }
}
