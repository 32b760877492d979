/** A longer segment is text of somebody's, no name of a route. */
const MAX_LITERAL_LENGTH = 64;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^(?:1[89]|20|21)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$/;
const NUMBER_LIST = /^[-+]?\d+(?:[.,;:]\d+)+$/;
const VERSION = /^\d+(?:\.\d+){1,3}$/;
const FILE = /^(.{1,60}?)(\.[a-z][a-z0-9]{0,4}(?:\.(?:map|gz|br))?)$/i;

/** Fewest characters of a hash in a file's name (`app.3f2a1b9c.js`) and of hexadecimal numbers. */
const MIN_HASH_LENGTH = 8;

/** Fewest characters of a token in letters and digits. */
const MIN_TOKEN_LENGTH = 16;

/** Words change between digits, small and capital letters seldom, tokens all the time. */
const MIN_TOKEN_CHANGES = 5;

/**
 * Names the variable part of one path segment: numbers, UUIDs, hexadecimal numbers and tokens are `:id`, dates `:date`, e-mail addresses `:email`, a
 * hash in a file's name `:hash`, long texts `:text`. The same segment always gets the same name.
 *
 * @param segment without slashes, percent signs as sent
 * @returns the segment itself when nothing about it is variable
 */
export function segmentTemplate(segment: string): string {
  const semicolon = segment.indexOf(';');
  const bare = semicolon > 0 ? segment.slice(0, semicolon) : segment;
  if (bare.length > MAX_LITERAL_LENGTH) return isToken(bare.slice(0, 256)) ? ':id' : ':text';
  if (bare.includes('@') || bare.includes('%40')) return bare.includes('.') ? ':email' : bare;
  if (!hasDigit(bare)) return bare.length >= 32 && isToken(bare) ? ':id' : bare;
  const file = fileTemplate(bare);
  if (file !== bare) return file;
  if (isIdentifier(bare)) return ':id';
  if (DATE.test(bare)) return ':date';
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
    if (at > 0 && isHash(stem.slice(at + 1))) return `${stem.slice(0, at + 1)}:hash${extension}`;
  }
  return isToken(stem) ? `:id${extension}` : segment;
}

function isIdentifier(text: string): boolean {
  return isNumber(text) || UUID.test(text) || isHex(text) || isToken(text);
}

function isNumber(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (!isDigitCode(text.charCodeAt(at))) return false;
  return text.length > 0;
}

/** Hexadecimal digits, both kinds among them; `0x` may lead. */
function isHex(text: string): boolean {
  return text.length >= MIN_HASH_LENGTH && /^(?:0x)?[0-9a-f]+$/i.test(text) && /[a-f]/i.test(text) && /\d/.test(text);
}

function isHash(text: string): boolean {
  return (
    isHex(text) ||
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
