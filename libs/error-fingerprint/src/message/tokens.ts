/** What a token is. */
export type TokenKind = 'word' | 'space' | 'mark';

/** A message in pieces: words, runs of white space (as one blank), single marks. Both lists have the same length. */
export interface Tokens {
  texts: string[];
  kinds: TokenKind[];
}

const LETTER = 0;
const SPACE = 1;
const MARK = 2;
/** Belongs to a word inside of it, not at its end: `failed:`, `done.` */
const ENDING = 3;
/** Chinese, Japanese, Korean: written without blanks, a number between them is a word of its own. */
const IDEOGRAPH = 4;
const FIRST_IDEOGRAPH = 0x2e80;

const CLASSES = new Uint8Array(128);
for (const code of [9, 10, 11, 12, 13, 32]) CLASSES[code] = SPACE;
for (const mark of ',;()[]{}<>"\'`=|!?^') CLASSES[mark.charCodeAt(0)] = MARK;
for (const mark of '.:-*&') CLASSES[mark.charCodeAt(0)] = ENDING;

/** Splits a message in one pass. */
export function tokensOf(message: string): Tokens {
  const tokens: Tokens = { texts: [], kinds: [] };
  let at = 0;
  while (at < message.length) {
    const first = classAt(message, at);
    const end = first === MARK ? at + 1 : runEnd(message, at, first);
    if (first === SPACE) push(tokens, ' ', 'space');
    else if (first === MARK) push(tokens, message.slice(at, end), 'mark');
    else pushWord(tokens, message, at, end);
    at = end;
  }
  return tokens;
}

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 128) return CLASSES[code] as number;
  if (code === 0xa0) return SPACE;
  if (code === 0xab || code === 0xbb || (code >= 0x201c && code <= 0x201f)) return MARK;
  return code < FIRST_IDEOGRAPH ? LETTER : IDEOGRAPH;
}

/** @returns where the run of white space, the word or the row of dots that begins at a place ends */
function runEnd(text: string, from: number, first: number): number {
  let at = from + 1;
  if (isEllipsis(text, from)) {
    while (text.charCodeAt(at) === 46) at += 1;
    return at;
  }
  for (; at < text.length; at += 1) {
    const next = classAt(text, at);
    if (first === SPACE || first === IDEOGRAPH ? next !== first : next === SPACE || next === MARK || next === IDEOGRAPH)
      break;
    if (isEllipsis(text, at)) break;
  }
  return at;
}

/** Dots between a name and its value: `threshold......0` */
function isEllipsis(text: string, at: number): boolean {
  return text.charCodeAt(at) === 46 && text.charCodeAt(at + 1) === 46 && text.charCodeAt(at + 2) === 46;
}

/** A word without the marks at its end, which become tokens of their own; `key:value` becomes three tokens. */
function pushWord(tokens: Tokens, message: string, from: number, to: number): void {
  let end = to;
  while (end > from && classAt(message, end - 1) === ENDING) end -= 1;
  const colon = keyEnd(message, from, end);
  if (colon > 0) {
    push(tokens, message.slice(from, colon), 'word');
    push(tokens, ':', 'mark');
    push(tokens, message.slice(colon + 1, end), 'word');
  } else if (end > from) push(tokens, message.slice(from, end), 'word');
  for (let at = end; at < to; at += 1) push(tokens, message.charAt(at), 'mark');
}

/** @returns where the colon of `key:value` stands; 0 when it is a URL, a time, an address or no pair */
function keyEnd(message: string, from: number, to: number): number {
  let at = from;
  while (at < to && isKeyCharacter(message.charCodeAt(at))) at += 1;
  const isPair = at > from + 1 && at + 1 < to && message.charCodeAt(at) === 58 && message.charCodeAt(at + 1) !== 47;
  return isPair ? at : 0;
}

function isKeyCharacter(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || code === 95;
}

function push({ texts, kinds }: Tokens, text: string, kind: TokenKind): void {
  texts.push(text);
  kinds.push(kind);
}
