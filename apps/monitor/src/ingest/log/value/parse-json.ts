/** A number that a double may not hold, after what comes before a number in JSON: long, or with a large exponent. */
const NEEDS_CARE = /[:[,\s]-?(?:[\d.]{16}|\d[\d.]*[eE]\+?\d{3})/;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** JSON in a JSON string in a JSON string … ends somewhere. */
const MAX_NESTED_TEXTS = 3;

/**
 * Parses JSON and what comes near it: a UTF-8 mark at the start, Python's `NaN` and `Infinity`, JSON in a JSON string. A number
 * that a double cannot hold exactly becomes text, so that its digits are kept; NaN and Infinity become text too.
 *
 * @throws SyntaxError when the text is no JSON
 */
export function parseJson(text: string): unknown {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let parsed = parseText(json);
  for (let depth = 0; depth < MAX_NESTED_TEXTS && typeof parsed === 'string'; depth += 1) {
    const inner: unknown = parseInner(parsed);
    if (inner === undefined) break;
    parsed = inner;
  }
  return parsed;
}

/** @returns undefined when the text holds no JSON object, array or string */
export function parseInner(text: string): unknown {
  if (!/^\s*[{["]/.test(text)) return undefined;
  try {
    return parseText(text);
  } catch {
    return undefined;
  }
}

function parseText(json: string): unknown {
  if (NEEDS_CARE.test(json)) return JSON.parse(withExactNumbers(json));
  try {
    return JSON.parse(json);
  } catch (error) {
    const mended = withExactNumbers(json);
    if (mended === json) throw error;
    return JSON.parse(mended);
  }
}

/** The same JSON with quotes around each number that a double does not hold, NaN and Infinity included. */
function withExactNumbers(json: string): string {
  const token = /"|-?(?:\d[\d.eE+-]*|Infinity\b)|NaN\b/g;
  let exact = '';
  let copied = 0;
  for (let found = token.exec(json); found !== null; found = token.exec(json)) {
    if (found[0] === '"') {
      token.lastIndex = endOfString(json, token.lastIndex);
      continue;
    }
    if (isExact(found[0])) continue;
    exact += `${json.slice(copied, found.index)}"${found[0]}"`;
    copied = token.lastIndex;
  }
  return copied === 0 ? json : exact + json.slice(copied);
}

/** @returns index after the closing quote; the end of the text when there is none */
function endOfString(json: string, from: number): number {
  for (let at = json.indexOf('"', from); at >= 0; at = json.indexOf('"', at + 1)) {
    let escapes = 0;
    while (json[at - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  return json.length;
}

/** True for what JSON.parse may see as it is: a number that survives it, or what is no number at all. */
function isExact(token: string): boolean {
  if (token.endsWith('NaN') || token.endsWith('Infinity')) return false;
  if (token.length < 16 && !/[eE]/.test(token)) return true;
  return !JSON_NUMBER.test(token) || canonical(token) === canonical(String(Number(token)));
}

/** Digits and exponent of a number without its sign, the same for all ways to write it. */
function canonical(number: string): string {
  const [mantissa = '', exponent = '0'] = number.replace(/^-/, '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const scale = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${significant}e${scale}`;
}
