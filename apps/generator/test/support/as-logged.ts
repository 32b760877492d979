/** What is left of a text after it has been escaped by nginx and read again: bytes that are no text of their own stay `\xHH`. */
export function asNginxLogs(text: string): string {
  return text.replaceAll(/[^ !#-[\]-~]+/g, (run) => (isControlled(run) ? bytesOf(run, true) : run));
}

const APACHE_LETTERS: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** The same of Apache, which has letters for white space and writes quote and backslash with a backslash before them. */
export function asApacheLogs(text: string): string {
  return text.replaceAll(/[^ -~]+/g, (run) =>
    run
      .split(/([\b\n\r\t\v])/)
      .map((part) => APACHE_LETTERS[part] ?? (isControlled(part) ? bytesOf(part, false) : part))
      .join(''),
  );
}

function isControlled(run: string): boolean {
  return /[\x00-\x1f\x7f]/.test(run);
}

function bytesOf(run: string, isUpper: boolean): string {
  const hex = [...Buffer.from(run)].map((byte) => byte.toString(16).padStart(2, '0'));
  return hex.map((digits) => `\\x${isUpper ? digits.toUpperCase() : digits}`).join('');
}

/** JSON keeps everything; the parser shows NUL by its symbol, since PostgreSQL takes none. */
export function asJsonLogs(text: string): string {
  return text.replaceAll('\0', '\u2400');
}
