import { isFixedWord, looksNamed } from './fixed-words.js';
import { segmentTemplate } from './segment-rules.js';

/** What the rules say of a segment. */
export interface JudgedSegment {
  /** The segment with its variable parts named. */
  readonly name: string;
  /** `parameter` has a variable part, a `fixed` word never becomes one, `named` and `word` may. */
  readonly look: 'parameter' | 'fixed' | 'named' | 'word';
}

/** Longer ones are seldom the same. */
const MAX_LENGTH = 64;
const MOST_REMEMBERED = 5_000;
/** A power of 2. */
const SEEN = 2 ** 13;

/**
 * Judges segments by the rules and remembers the last of them: sites are asked for the same ones again and again. One that comes for the first time
 * leaves a hash alone: of what comes once, and keeps the line in memory that it is a part of, there would be a collection of garbage for every few thousand.
 */
export class JudgedSegments {
  readonly #seen = new Uint32Array(SEEN);
  #recent = new Map<string, JudgedSegment>();
  #older = new Map<string, JudgedSegment>();

  judge(segment: string): JudgedSegment {
    const known = this.#recent.get(segment);
    if (known !== undefined) return known;
    const older = this.#older.get(segment);
    const judged = older ?? judgedOf(segment);
    if (segment.length > MAX_LENGTH || (older === undefined && !this.#isSeen(segment))) return judged;
    if (this.#recent.size >= MOST_REMEMBERED) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(segment, judged);
    return judged;
  }

  /** Whether a segment came before, as far as is known; from now on it has. */
  #isSeen(segment: string): boolean {
    const hash = hashOf(segment);
    const at = (hash ^ (hash >>> 15)) & (SEEN - 1);
    if (this.#seen[at] === hash) return true;
    this.#seen[at] = hash;
    return false;
  }
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

function judgedOf(segment: string): JudgedSegment {
  const name = segmentTemplate(segment);
  if (name.includes(':')) return { name, look: 'parameter' };
  if (isFixedWord(name)) return { name, look: 'fixed' };
  return { name, look: looksNamed(name) ? 'named' : 'word' };
}
