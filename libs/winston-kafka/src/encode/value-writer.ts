import type { KeyEntry } from './key-table.js';
import type { RecordBytes } from './record-bytes.js';
import type { ValueEncoder } from './value-encoder.js';

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/**
 * Writes values into the record's memory. The usual ones (plain texts, numbers, booleans) are written straight away;
 * everything else becomes JSON text first.
 */
export class ValueWriter {
  constructor(
    private readonly out: RecordBytes,
    private readonly values: ValueEncoder,
  ) {}

  /** A text as JSON, cut and scrubbed. */
  text(value: string): void {
    if (!this.plainText(value)) this.out.raw(this.values.text(value));
  }

  /**
   * A text that stands in JSON as it is, without control characters, and has nothing to be redacted; most texts are such.
   *
   * @returns false when it needs a closer look; then nothing has been written
   */
  plainText(value: string): boolean {
    if (value.length > this.values.room || !this.out.text(value)) return false;
    this.values.spendText(value.length);
    return true;
  }

  /**
   * One member at the top of the record's attributes, with a comma in front unless it is the first.
   *
   * @returns false when its value is undefined: then nothing has been written
   */
  member(value: unknown, entry: KeyEntry, first: boolean): boolean {
    const { paths } = this.values;
    if (entry.secret || paths !== undefined || !isSimple(value)) {
      const text = this.values.memberOf(value, entry, first, paths);
      this.out.raw(text);
      return text !== '';
    }
    this.#name(entry, first);
    this.#simple(value);
    return true;
  }

  #name(entry: KeyEntry, first: boolean): void {
    this.values.spendMember(entry.key.length);
    this.out.bytes(first ? entry.firstBytes : entry.nextBytes);
  }

  #simple(value: string | number | boolean | null): void {
    if (typeof value === 'string') this.text(value);
    else if (typeof value === 'number') this.out.number(value);
    else this.out.bytes(value === null ? NULL : value ? TRUE : FALSE);
  }
}

function isSimple(value: unknown): value is string | number | boolean | null {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}
