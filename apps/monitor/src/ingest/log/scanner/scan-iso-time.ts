const TEXT_LENGTH = 24;
/** Digits of `YYYY-MM-DDTHH:mm:ss.sssZ`, and what stands between them. */
const SHAPE = Buffer.from('0000-00-00T00:00:00.000Z', 'latin1');
const ZERO = 0x30;
const DAY_LENGTH = 10;

/** Reads the one form of a time that the transport writes; neighbours share their day, so a day is computed once. */
export class IsoTimeScanner {
  readonly #day = new Uint8Array(DAY_LENGTH);
  #dayStart = Number.NaN;

  /** @returns milliseconds since 1970, or NaN when the text is anything else than `YYYY-MM-DDTHH:mm:ss.sssZ` */
  scan(bytes: Buffer, start: number, end: number): number {
    if (end - start !== TEXT_LENGTH) return Number.NaN;
    for (let index = 0; index < TEXT_LENGTH; index += 1) {
      const byte = bytes[start + index] as number;
      const shape = SHAPE[index] as number;
      if (shape === ZERO ? byte < ZERO || byte > ZERO + 9 : byte !== shape) return Number.NaN;
    }
    if (!this.#isSameDay(bytes, start)) this.#takeDay(bytes, start);
    const hours = two(bytes, start + 11);
    const minutes = two(bytes, start + 14);
    const seconds = two(bytes, start + 17);
    if (hours > 23 || minutes > 59 || seconds > 59) return Number.NaN;
    const milliseconds = two(bytes, start + 20) * 10 + (bytes[start + 22] as number) - ZERO;
    return this.#dayStart + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  }

  #isSameDay(bytes: Uint8Array, start: number): boolean {
    for (let index = 0; index < DAY_LENGTH; index += 1) {
      if (bytes[start + index] !== this.#day[index]) return false;
    }
    return true;
  }

  #takeDay(bytes: Buffer, start: number): void {
    bytes.copy(this.#day, 0, start, start + DAY_LENGTH);
    this.#dayStart = Date.parse(`${bytes.toString('latin1', start, start + DAY_LENGTH)}T00:00:00.000Z`);
  }
}

function two(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) - ZERO) * 10 + (bytes[at + 1] as number) - ZERO;
}
