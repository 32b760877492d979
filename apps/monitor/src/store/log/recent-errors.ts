import { StoredErrors } from '../../batch/stored-errors.js';

/** Ids in one generation; two together are minutes of errors on a bad day. */
const LIMIT = 32_768;
/** A power of two, twice the ids: half of the slots stay free. */
const SLOTS = 2 * LIMIT;
/** How many slots are looked at. Ids made so that they all fall into one place are forgotten, rather than searched for. */
const MAX_PROBES = 32;
/** 128 bits in words of 32. */
const WORDS = 4;

/**
 * Ids of the errors that this monitor has stored lately. An error comes by two topics: its second copy is nearly always found here, and
 * costs the database nothing. Only a shortcut: what is not found here is decided by the unique key in the database.
 *
 * The ids lie as numbers in two tables of 1 MB: 65,000 texts would be 10 MB that the garbage collector walks over each time. When the younger
 * table is full, the older one is forgotten.
 */
export class RecentErrors extends StoredErrors {
  #younger = new IdTable();
  #older = new IdTable();
  /** Of the id that is looked for. */
  readonly #words = new Int32Array(WORDS);

  has(id: string): boolean {
    return readUuid(id, this.#words) && this.#hasWords();
  }

  isStored(id: Uint8Array): boolean {
    readBytes(id, this.#words);
    return this.#hasWords();
  }

  #hasWords(): boolean {
    return this.#younger.has(this.#words) || this.#older.has(this.#words);
  }

  clear(): void {
    this.#younger.clear();
    this.#older.clear();
  }

  /** To be called after the commit only: an id in here must be in the database. */
  committed(ids: Iterable<string>): void {
    for (const id of ids) {
      if (this.#younger.size === LIMIT) {
        [this.#younger, this.#older] = [this.#older, this.#younger];
        this.#younger.clear();
      }
      if (readUuid(id, this.#words)) this.#younger.add(this.#words);
    }
  }
}

/** A set of UUIDs by open addressing. */
class IdTable {
  size = 0;
  /** Four words for each slot; a free one has zeros, which is the nil UUID and no error's id. */
  readonly #words = new Int32Array(WORDS * SLOTS);

  has(id: Int32Array): boolean {
    const slot = this.#slotOf(id);
    return slot >= 0 && this.#isAt(slot, id);
  }

  add(id: Int32Array): void {
    const slot = this.#slotOf(id);
    if (slot < 0 || this.#isAt(slot, id)) return;
    this.#words.set(id, WORDS * slot);
    this.size += 1;
  }

  clear(): void {
    this.#words.fill(0);
    this.size = 0;
  }

  /** @returns the slot that has the id, or the free one where it would be; -1 when there is neither */
  #slotOf(id: Int32Array): number {
    const hash = hashOf(id);
    for (let probe = 0; probe < MAX_PROBES; probe += 1) {
      const slot = ((hash >>> 8) + probe) % SLOTS;
      if (this.#isFree(slot) || this.#isAt(slot, id)) return slot;
    }
    return -1;
  }

  #isFree(slot: number): boolean {
    const at = WORDS * slot;
    return (this.#words[at] || this.#words[at + 1] || this.#words[at + 2] || this.#words[at + 3]) === 0;
  }

  #isAt(slot: number, id: Int32Array): boolean {
    for (let word = 0; word < WORDS; word += 1) {
      if (this.#words[WORDS * slot + word] !== id[word]) return false;
    }
    return true;
  }
}

/** By index: to take an array's elements by a pattern asks its iterator for each. */
function hashOf(words: Int32Array): number {
  const first = (words[0] as number) ^ Math.imul(words[1] as number, 0x85ebca6b);
  return Math.imul(first ^ Math.imul(words[2] as number, 0xc2b2ae35) ^ (words[3] as number), 0x9e3779b1) >>> 0;
}

function readBytes(id: Uint8Array, words: Int32Array): void {
  for (let word = 0; word < WORDS; word += 1) {
    const at = 4 * word;
    words[word] =
      ((id[at] as number) << 24) |
      ((id[at + 1] as number) << 16) |
      ((id[at + 2] as number) << 8) |
      (id[at + 3] as number);
  }
}

/** Reads 32 hexadecimal digits, between which hyphens may stand. */
function readUuid(id: string, words: Int32Array): boolean {
  let digits = 0;
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    if (code === 0x2d) continue;
    const value = digitOf(code);
    if (value < 0 || digits === 32) return false;
    const word = digits >> 3;
    words[word] = ((words[word] as number) << 4) | value;
    digits += 1;
  }
  return digits === 32 && (words[0] || words[1] || words[2] || words[3]) !== 0;
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
