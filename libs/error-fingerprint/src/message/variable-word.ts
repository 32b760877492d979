import { FILE_ENDINGS, NAMES_WITH_DIGITS } from './words.js';

/** Longer ones are tokens, digests, encoded data. */
const LONGEST_WORD = 60;
/** The name of a class of errors or of a constant is code, not data: `android.intent.action.SCREEN_ON`. */
const CODE_NAME = /(?:Error|Exception|Fault|Failure|\.[A-Z][A-Z_]+)$/;

/**
 * Says whether a word of a message stands for one of many: a number, an id, an address, a path, a name with dots.
 *
 * @param word without white space, quotes, brackets, commas
 */
export function isVariableWord(word: string): boolean {
  if (word.length > LONGEST_WORD) return true;
  let digits = 0;
  let slashes = 0;
  let dots = 0;
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += 1;
    else if (code === 47 || code === 92) slashes += 1;
    else if (code === 46) dots += 1;
    else if (code === 64) {
      if (at > 0) return true;
    } else letters += 1;
  }
  if (digits > 0) return letters === 0 || !NAMES_WITH_DIGITS.has(word.toLowerCase());
  if (slashes > 0) return isPath(word, slashes);
  return dots > 0 && letters > 0 && isDottedName(word, dots);
}

/** `and/or`, `I/O` and `application/json` are none. */
function isPath(word: string, slashes: number): boolean {
  const first = word.charCodeAt(0);
  if (first === 47 || first === 92) return word.length > 1;
  return slashes > 1 || first === 46 || first === 126;
}

/** Hosts, packages and classes have several dots; a file has one before its ending. */
function isDottedName(word: string, dots: number): boolean {
  if (CODE_NAME.test(word)) return false;
  return dots > 1 || FILE_ENDINGS.has(word.slice(word.lastIndexOf('.') + 1).toLowerCase());
}
