/** A longer segment is text of somebody's, no name of a route. */
const MAX_LITERAL_LENGTH = 64;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const YEAR = '(?:1[89]|20|21)\\d\\d';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
/** `2025-12`, `2025-12-10`, with a time, `10-12-2025`, `2025-W48`. */
const DATE = new RegExp(
  `^(?:${YEAR}[-_.]${MONTH}(?:[-_.]${DAY}(?:[T_]\\d\\d(?::|%3A)?\\d\\d.{0,24})?)?|${DAY}[-_.]${MONTH}[-_.]${YEAR}|${YEAR}-W\\d\\d)$`,
  'i',
);
const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const TELEPHONE = /^(?:\+|%2B)\d{7,15}$/i;
/** A language with its region; without one only codes that are no other word. */
const LOCALE =
  /^(?:[a-z]{2}[-_](?:[A-Z]{2}|[a-z]{2}|Han[st])|ar|cs|da|de|el|en|es|fi|fr|he|hu|ja|ko|nl|pl|pt|ro|ru|sv|th|tr|uk|vi|zh)$/;
/** `u-350`, `order_17`. */
const WORD_AND_NUMBER = /^[a-z]{1,20}[-_]\d{1,18}$/i;
/** `blue-shirt-1234`. */
const SLUG_AND_NUMBER = /^[a-z]+(?:[-_][a-z\d]+)*[-_]\d{3,18}$/i;
/** Ids with a prefix for their kind, as Stripe writes them: `cus_NffrFeUfNV2Hib`. */
const PREFIXED = /^[a-z]{2,8}(?:_[a-z]{2,8})?_([A-Za-z\d]{8,64})$/;
/** Pods of Kubernetes: name, hash of the template, five characters of its own. */
const POD = /^[a-z\d](?:[a-z\d-]*[a-z\d])?-(?=[a-z]*\d)[a-z\d]{8,10}-[a-z\d]{5}$/;
const MAX_LOCALE_LENGTH = 7;
const PADDED = /(?:=|%3D)$/i;
const BASE64 = /^[\w+%-]{6,250}(?:={1,2}|(?:%3D){1,2})$/i;
/** `IMG_1234`, `DSC00012`, `photo-17`. */
const NUMBERED_NAME = /^(\D{0,50}?[a-z])([-_]\d{1,12}|\d{3,12})$/i;
const NUMBER_LIST = /^[-+]?\d+(?:[.,;:]\d+)+$/;
const VERSION = /^\d+(?:\.\d+){1,3}$/;
const FILE = /^(.{1,60}?)(\.[a-z][a-z0-9]{0,4}(?:\.(?:map|gz|br))?)$/i;

/** Fewest characters of a hash in a file's name (`app.3f2a1b9c.js`) and of hexadecimal numbers. */
const MIN_HASH_LENGTH = 8;

/** Hexadecimal digits after a mark, or alone as an abbreviated commit, are known from fewer on. */
const MIN_SHORT_HASH_LENGTH = 6;
const MIN_COMMIT_LENGTH = 7;

/** Fewest characters of a token in letters and digits. */
const MIN_TOKEN_LENGTH = 16;

/** Words change between digits, small and capital letters seldom, tokens all the time. Without any digit a token changes even more often. */
const MIN_TOKEN_CHANGES = 5;
const MIN_LETTER_CHANGES = 6;
const MIN_PREFIXED_CHANGES = 1;

/**
 * Names the variable part of one path segment: numbers, UUIDs, hexadecimal numbers, tokens, numbered words and addresses are `:id`, dates `:date`, e-mail
 * addresses `:email`, locales `:locale`, texts that end with a number `:slug`, a hash in a file's name `:hash`, long texts `:text`. The same segment always
 * gets the same name, in every process.
 *
 * @param segment without slashes, percent signs as sent
 * @returns the segment itself when nothing about it is variable
 */
export function segmentTemplate(segment: string): string {
  const semicolon = segment.indexOf(';');
  const bare = semicolon > 0 ? segment.slice(0, semicolon) : segment;
  if (isNumber(bare)) return ':id';
  if (bare.length > MAX_LITERAL_LENGTH) return isToken(bare.slice(0, 256)) ? ':id' : ':text';
  if (bare.includes('@') || bare.includes('%40')) return bare.includes('.') ? ':email' : bare;
  if (bare.length <= MAX_LOCALE_LENGTH && LOCALE.test(bare)) return ':locale';
  if ((PADDED.test(bare) && BASE64.test(bare)) || (bare.includes('%') && /%2F/i.test(bare))) return ':id';
  if (!hasDigit(bare)) return isLetterToken(bare) || isPrefixed(bare) ? ':id' : bare;
  if (DATE.test(bare)) return ':date';
  const file = fileTemplate(bare);
  if (file !== bare) return file;
  if (isIdentifier(bare)) return ':id';
  if (SLUG_AND_NUMBER.test(bare)) return ':slug';
  return NUMBER_LIST.test(bare) && !VERSION.test(bare) ? ':id' : bare;
}

function fileTemplate(segment: string): string {
  const file = FILE.exec(segment);
  if (file === null) return segment;
  const [, stem = '', extension = ''] = file;
  if (isNumber(stem) || UUID.test(stem) || isHex(stem)) return `:id${extension}`;
  if (DATE.test(stem)) return `:date${extension}`;
  for (const mark of ['.', '-', '_']) {
    const at = stem.lastIndexOf(mark);
    if (at > 0 && isHash(stem.slice(at + 1))) return `${nameBefore(stem.slice(0, at))}${mark}:hash${extension}`;
  }
  if (isToken(stem)) return `:id${extension}`;
  const numbered = NUMBERED_NAME.exec(stem);
  return numbered === null
    ? segment
    : `${numbered[1] ?? ''}${/^[-_]/.exec(numbered[2] ?? '')?.[0] ?? ''}:id${extension}`;
}

/** Bundlers name parts of programs by number or hash: `4bd1b696-182b6b13bdad92e3.js`. */
function nameBefore(name: string): string {
  return isNumber(name) || isHash(name) ? ':id' : name;
}

function isIdentifier(text: string): boolean {
  if (isNumber(text) || UUID.test(text) || isHex(text, MIN_COMMIT_LENGTH) || isToken(text)) return true;
  if (WORD_AND_NUMBER.test(text) || IPV4.test(text) || TELEPHONE.test(text) || POD.test(text)) return true;
  return isPrefixed(text);
}

function isPrefixed(text: string): boolean {
  const prefixed = PREFIXED.exec(text)?.[1];
  return prefixed !== undefined && (hasDigit(prefixed) || changes(prefixed) >= MIN_PREFIXED_CHANGES);
}

function isNumber(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (!isDigitCode(text.charCodeAt(at))) return false;
  return text.length > 0;
}

/** Hexadecimal digits, both kinds among them; `0x` may lead. */
function isHex(text: string, least = MIN_HASH_LENGTH): boolean {
  return text.length >= least && /^(?:0x)?[0-9a-f]+$/i.test(text) && /[a-f]/i.test(text) && /\d/.test(text);
}

function isHash(text: string): boolean {
  return (
    isHex(text, MIN_SHORT_HASH_LENGTH) ||
    (text.length >= MIN_HASH_LENGTH && text.length <= 64 && /^[0-9a-z]+$/i.test(text) && changes(text) >= 3)
  );
}

/** A long run of letters and digits that changes its kind as no word does: ULIDs, nanoids, base64, JSON web tokens. */
function isToken(text: string): boolean {
  return (
    text.length >= MIN_TOKEN_LENGTH &&
    /^[\w.~=+%-]+$/.test(text) &&
    changes(text) >= MIN_TOKEN_CHANGES &&
    hasDigit(text)
  );
}

/** The same without digits: base64 of short texts. */
function isLetterToken(text: string): boolean {
  return text.length >= MIN_TOKEN_LENGTH && /^[A-Za-z]+$/.test(text) && changes(text) >= MIN_LETTER_CHANGES;
}

/** How often digits, small and capital letters follow one another directly. A capital at a word's start does not count. */
function changes(text: string): number {
  let count = 0;
  let before = 0;
  for (let at = 0; at < text.length; at += 1) {
    const kind = kindOf(text.charCodeAt(at));
    if (before !== 0 && kind !== 0 && kind !== before && !(before === 3 && kind === 2)) count += 1;
    before = kind;
  }
  return count;
}

/** 1 digit, 2 small letter, 3 capital letter, 0 anything else. */
function kindOf(code: number): number {
  if (isDigitCode(code)) return 1;
  if (code >= 97 && code <= 122) return 2;
  return code >= 65 && code <= 90 ? 3 : 0;
}

function hasDigit(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (isDigitCode(text.charCodeAt(at))) return true;
  return false;
}

function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57;
}
