/**
 * Reads names as Grafana writes a variable into a request. Its formats (grafana.com/docs, "Advanced variable format options"): csv
 * `a,b`, glob `{a,b}`, regex `(a|b)` and pipe `a|b` with backslashes before special characters, json `["a","b"]`, double quotes, single
 * quotes and sqlstring `'a','b'`, lucene `("a" OR "b")`, text `a + b`, queryparam `var-x=a&var-x=b`, percentencode `%7Ba%2Cb%7D`,
 * distributed `a,x=b`. All comes as `$__all`, `All`, as the `.*` of a custom value for it, or as nothing.
 */

/** What a text may mean: these names, or all there are. */
type Reading = readonly string[] | 'all';

const ALL: readonly string[] = ['', '$__all', 'All', '.*', '.+', '*'];
const UNRESOLVED = /\$\w+|\$\{[^}]*\}|\[\[\w+(?::\w+)?\]\]/;
const PATTERN = /\.[*+?]|^\*|\*$|\(\?/;

/** A text that is neither a name nor a list of names. The message goes on after "is". */
export class NoNameError extends Error {}

/** Whether a text can mean nothing but the names between its commas. */
export function isPlainText(text: string): boolean {
  return !ALL.includes(text.trim()) && !/[{}()[\]|$"'*%\\^&=]| \+ /.test(text);
}

/** @throws NoNameError for the name of a variable that was not filled in */
export function refuseUnresolved(text: string): void {
  if (UNRESOLVED.exec(text)?.[0] === text.trim()) throw notFilledIn(text);
}

/**
 * The names that a text means. A name that exists is meant literally, whatever its characters.
 *
 * @param known the names that exist; undefined: nobody can tell, and what the text means literally is looked for as well
 * @returns undefined for all names
 * @throws NoNameError for a variable that was not filled in, and for a pattern
 */
export function namesOf(text: string, known: ReadonlySet<string> | undefined): string[] | undefined {
  const given = text.trim();
  const exists = (name: string): boolean => known?.has(name) ?? false;
  const readings: readonly Reading[] = [[given], ...readingsOf(given)];
  const last = readings.at(-1) ?? 'all';
  const existing = readings.find((reading) => reading !== 'all' && joined(reading, exists).every(exists));
  const chosen = existing ?? last;
  if (chosen === 'all') return undefined;
  const names = joined(chosen, exists);
  for (const name of names.filter((one) => !exists(one))) {
    if (UNRESOLVED.test(name)) throw notFilledIn(name);
    if (PATTERN.test(name)) throw new NoNameError(`${shown(name)}, a pattern: give names, or All`);
  }
  return known ? names : [...new Set([given, ...names])];
}

/** What a text means other than itself, the least literal last. */
function readingsOf(text: string): Reading[] {
  if (ALL.includes(text)) return ['all'];
  const decoded = /%[0-9a-f]{2}/i.test(text) ? decodePercent(text) : undefined;
  if (decoded !== undefined) return [[decoded], ...readingsOf(decoded)];
  const names = listOf(text);
  if (names === undefined) return [];
  return names.includes('$__all') || (names.length === 1 && ALL.includes(names[0] as string)) ? ['all'] : [names];
}

/** The names of a list in one of the formats; undefined: it is none, nor a single name in one of them. */
function listOf(text: string): string[] | undefined {
  const ofJson = jsonNames(text);
  if (ofJson) return ofJson;
  if (/^var-[^=&]+=[^&]*(&var-[^=&]+=[^&]*)*$/.test(text)) return [...new URLSearchParams(text).values()];
  const lucene = /^\((".*")\)$/s.exec(text)?.[1]?.split(' OR ') ?? [text];
  const quoted = lucene.flatMap((part) => quotedNames(part) ?? []);
  if (quoted.length > 0) return quoted;
  const braced = /^\{(.*)\}$/s.exec(text)?.[1];
  if (braced !== undefined) return splitNames(braced);
  const alternatives = (/^\^?\(\^?(.*?)\$?\)\$?$/s.exec(text)?.[1] ?? text).match(/(?:\\.|[^|\\])+/gs) ?? [];
  if (alternatives.length > 1 || /^\^?\(.*\)\$?$/s.test(text)) return alternatives.map(unescapeRegex);
  if (text.includes(' + ')) return text.split(' + ');
  const distributed = /,\w+=/.exec(text)?.[0];
  if (distributed !== undefined) return text.split(distributed);
  const names = splitNames(text);
  const only = names[0];
  if (only === undefined || names.length > 1) return names;
  const plain = unescapeRegex(text.replace(/^\^(.*)\$$/s, '$1'));
  return plain === text ? undefined : [plain];
}

function jsonNames(text: string): string[] | undefined {
  if (!/^\s*["[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const names = Array.isArray(value) ? value : [value];
    return names.every((name) => typeof name === 'string') ? names : undefined;
  } catch {
    // Another format begins like this, too.
    return undefined;
  }
}

/** `'a','b'` or `"a","b"`: within, the quote is doubled or has a backslash before it. */
function quotedNames(text: string): string[] | undefined {
  const quote = text[0];
  if (quote !== "'" && quote !== '"') return undefined;
  const one = quote === "'" ? String.raw`'((?:[^'\\]|\\.|'')*)'` : String.raw`"((?:[^"\\]|\\.|"")*)"`;
  if (!new RegExp(`^${one}(?:,\\s*${one})*$`, 's').test(text)) return undefined;
  return [...text.matchAll(new RegExp(one, 'gs'))].map(([, name = '']) =>
    name.replaceAll(quote + quote, quote).replace(/\\(["'\\])/g, '$1'),
  );
}

/** The parts between commas; a backslash before a comma or a backslash makes it part of the name. */
function splitNames(text: string): string[] {
  const parts = text.match(/(?:\\[\\,]|[^,])+/g) ?? [];
  return parts.map((part) => part.trim().replace(/\\([\\,])/g, '$1')).filter((part) => part !== '');
}

/** Grafana puts a backslash before each of these, and before others: a text in which one lacks it was not written so. */
export function unescapeRegex(text: string): string {
  const plain = text.replace(/\\([^A-Za-z0-9_])/g, '$1');
  return /[$*+?()|[\]{}^]/.test(text.replace(/\\./gs, '')) ? text : plain;
}

/** Names that have a comma were cut in two: neighbours that together are a name that exists are one again. */
function joined(names: readonly string[], exists: (name: string) => boolean): string[] {
  const whole: string[] = [];
  for (let at = 0; at < names.length;) {
    let end = exists(names[at] as string) ? at + 1 : names.length;
    while (end > at + 1 && !exists(names.slice(at, end).join(','))) end -= 1;
    whole.push(names.slice(at, end).join(','));
    at = end;
  }
  return whole;
}

function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A per cent sign of its own: the text is as it is meant.
    return undefined;
  }
}

function notFilledIn(name: string): NoNameError {
  return new NoNameError(`${shown(name)}, a variable that was not filled in`);
}

function shown(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}
