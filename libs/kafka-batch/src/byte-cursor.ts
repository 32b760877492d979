const INT_BITS = 28;
const LONG_BITS = 63;

/** Bytes are not as Kafka's format says. */
export class BatchFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BatchFormatError';
  }
}

/** Reads numbers and lengths one after the other, and never beyond the end of what holds them. */
export class ByteCursor {
  at = 0;
  end = 0;

  constructor(public bytes: Uint8Array) {}

  /**
   * A number of up to 32 bits (zigzag, seven bits to a byte, lowest first: protocol buffers' `sint32`).
   *
   * @throws BatchFormatError when it does not end
   */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift <= INT_BITS && this.at < this.end; shift += 7) {
      const byte = this.bytes[this.at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
    throw new BatchFormatError('a number does not end');
  }

  /**
   * The same of up to 64 bits, of which a time needs 53.
   *
   * @throws BatchFormatError when it does not end
   */
  varlong(): number {
    let value = 0;
    for (let shift = 0; shift <= LONG_BITS && this.at < this.end; shift += 7) {
      const byte = this.bytes[this.at++] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new BatchFormatError('a number does not end');
  }

  /**
   * Goes on after a value.
   *
   * @returns where that is
   * @throws BatchFormatError when it ends after what holds it
   */
  skip(length: number): number {
    this.at += length;
    if (this.at > this.end) throw new BatchFormatError('a value ends after its record');
    return this.at;
  }
}
