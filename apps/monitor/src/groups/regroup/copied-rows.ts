import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

const ESCAPED = /\\(.)/gs;
const LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/**
 * Reads what a statement selects by COPY, which takes a fraction of the time of rows one by one. Format:
 * https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2
 *
 * @param sql of a SELECT; it takes no parameters, so nothing that came from outside may stand in it
 */
export async function* copiedRows(client: pg.Client, sql: string): AsyncGenerator<(string | null)[][]> {
  const stream = client.query(copyTo(`COPY (${sql}) TO STDOUT`));
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(0x0a);
    if (end < 0) {
      rest = bytes;
      continue;
    }
    rest = bytes.subarray(end + 1);
    yield bytes.toString('utf8', 0, end).split('\n').map(readRow);
  }
}

function readRow(line: string): (string | null)[] {
  const hasEscapes = line.includes('\\');
  return line.split('\t').map((text) => {
    if (!hasEscapes || !text.includes('\\')) return text;
    return text === '\\N' ? null : text.replace(ESCAPED, (_, letter: string) => LETTERS[letter] ?? letter);
  });
}
