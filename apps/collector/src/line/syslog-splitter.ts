import { MAX_RECORD_BYTES } from '@log-monitor/log-record';
import { type TakeLine, takeLines, takeRest } from './take-lines.js';

const [NEWLINE, NUL, SPACE, LESS] = [0x0a, 0, 0x20, 0x3c];
const LENGTH = /^([1-9]\d{0,6}) (?=<|$)/;
const MAX_LENGTH_BYTES = 8;

/**
 * Finds the messages in a TCP stream of syslog (RFC 6587): each begins with its length ("octet counting"), or each ends
 * with a newline; both may follow one another.
 */
export class SyslogSplitter {
  #rest: Buffer = Buffer.alloc(0);

  constructor(private readonly take: TakeLine) {}

  push(piece: Buffer): void {
    let bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    for (;;) {
      const taken = this.#takeFirst(bytes);
      if (taken === 0) break;
      bytes = bytes.subarray(taken);
    }
    this.#rest = Buffer.from(bytes);
  }

  end(): void {
    takeDatagram(this.#rest, this.take);
    this.#rest = Buffer.alloc(0);
  }

  /** @returns how many bytes the first message takes, 0 when it is not complete */
  #takeFirst(bytes: Buffer): number {
    const counted = LENGTH.exec(bytes.toString('latin1', 0, MAX_LENGTH_BYTES + 1));
    if (counted !== null && (bytes[counted[0].length] ?? LESS) === LESS) {
      const from = counted[0].length;
      const to = from + Number(counted[1]);
      if (bytes.length < to && to <= 2 * MAX_RECORD_BYTES) return 0;
      takeDatagram(bytes.subarray(from, to), this.take);
      return Math.min(to, bytes.length);
    }
    const end = bytes.indexOf(NEWLINE);
    // A sender that never ends a line must not take our memory.
    if (end === -1) return bytes.length > MAX_RECORD_BYTES ? this.#takeAll(bytes) : 0;
    takeLines(bytes.subarray(0, end + 1), this.take);
    return end + 1;
  }

  #takeAll(bytes: Buffer): number {
    takeRest(bytes, this.take);
    return bytes.length;
  }
}

/** Takes a message that stands alone, as in a datagram; newlines, NULs and blanks at its end are not part of it. */
export function takeDatagram(bytes: Buffer, take: TakeLine): void {
  let end = bytes.length;
  while (end > 0 && [NEWLINE, NUL, SPACE].includes(bytes[end - 1] as number)) end -= 1;
  if (end > 0) takeRest(bytes.subarray(0, end), take);
}
