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

/** Judges segments by the rules and remembers the last of them: sites are asked for the same ones again and again. */
export class JudgedSegments {
  #recent = new Map<string, JudgedSegment>();
  #older = new Map<string, JudgedSegment>();

  judge(segment: string): JudgedSegment {
    const known = this.#recent.get(segment);
    if (known !== undefined) return known;
    const judged = this.#older.get(segment) ?? judgedOf(segment);
    if (segment.length > MAX_LENGTH) return judged;
    if (this.#recent.size >= MOST_REMEMBERED) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(segment, judged);
    return judged;
  }
}

function judgedOf(segment: string): JudgedSegment {
  const name = segmentTemplate(segment);
  if (name.includes(':')) return { name, look: 'parameter' };
  if (isFixedWord(name)) return { name, look: 'fixed' };
  return { name, look: looksNamed(name) ? 'named' : 'word' };
}
