import { MAX_RECORD_BYTES } from '@log-monitor/log-record';
import { type TakeLine, takeLines, takeRest } from './take-lines.js';

const NEWLINE = 0x0a;

/** Finds the lines in a stream of bytes, however it is cut. A line that is too long to be sent whole is kept up to there. */
export class LineSplitter {
  #rest: Buffer = Buffer.alloc(0);
  #skipping = false;

  constructor(private readonly take: TakeLine) {}

  push(piece: Buffer): void {
    let bytes = piece;
    if (this.#skipping) {
      const end = piece.indexOf(NEWLINE);
      if (end === -1) return;
      this.end();
      bytes = piece.subarray(end + 1);
    } else if (this.#rest.length > 0) bytes = Buffer.concat([this.#rest, piece]);
    const rest = bytes.subarray(takeLines(bytes, this.take));
    // A copy: what gave us the bytes may write into them again. One byte too many says that the line was cut.
    this.#rest = Buffer.from(rest.subarray(0, MAX_RECORD_BYTES + 1));
    this.#skipping = rest.length > this.#rest.length;
  }

  /** Nothing more will come: what follows the last newline is a line too. */
  end(): void {
    takeRest(this.#rest, this.take);
    this.#rest = Buffer.alloc(0);
    this.#skipping = false;
  }
}
