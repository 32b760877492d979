import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const FILES = 6;
const DAY_MS = 86_400_000;
/** Lines that are made at once. */
const CHUNK = 5000;
const CLIENTS = 20_000;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'curl/8.11.1',
];
const STATUSES = [200, 200, 200, 200, 200, 200, 200, 304, 301, 404, 200, 200, 200, 500, 200, 200];

/** What was written. */
export interface AccessLoad {
  files: string[];
  records: number;
  /** Of all lines. */
  bytes: number;
  /** The same requests as ready-made COPY text. */
  copyText: Buffer[];
}

/** One request of a day in nginx's format "combined", and its row. */
function newLine(number: number, time: number): { line: string; row: string } {
  const shuffled = (number * 2_654_435_761) % 4_294_967_296;
  const client = `203.${shuffled % 3}.${(shuffled >>> 8) % 80}.${(shuffled >>> 16) % Math.floor(CLIENTS / 240)}`;
  const path =
    number % 3 === 0 ? `/assets/app.${number % 40}.js` : `/api/v1/${NAMES[shuffled % NAMES.length]}/${number}`;
  const status = STATUSES[(shuffled >>> 4) % STATUSES.length] as number;
  const bytes = 200 + (shuffled % 40_000);
  const agent = AGENTS[(shuffled >>> 6) % AGENTS.length] as string;
  const [, day, month, year, clock] = /(\d\d) (\w{3}) (\d{4}) (\S+)/.exec(
    new Date(time).toUTCString(),
  ) as RegExpExecArray;
  const line = `${client} - - [${day}/${month}/${year}:${clock} +0000] "GET ${path} HTTP/1.1" ${status} ${bytes} "https://shop.example.com/" "${agent}"`;
  return { line, row: `${[new Date(time).toISOString(), client, 'GET', path, status, bytes, line].join('\t')}\n` };
}

const NAMES = ['orders', 'users', 'payments', 'mails', 'carts', 'items', 'prices', 'stocks', 'reviews', 'searches'];

/**
 * Writes one ordinary day of a web server with a log for each of its sites, in the order of the times.
 *
 * @param spanMs from the first to the last request, when it is not a day
 */
export async function writeAccessLogs(folder: string, records: number, spanMs: number = DAY_MS): Promise<AccessLoad> {
  const begin = Date.now() - spanMs;
  const files = Array.from({ length: FILES }, (_, at) => path.join(folder, `site-${at}.access.log`));
  const texts = files.map((): string[] => []);
  const copyText: Buffer[] = [];
  let bytes = 0;
  for (let number = 0; number < records;) {
    const chunks = files.map(() => '');
    let rows = '';
    for (const end = Math.min(records, number + CHUNK); number < end; number += 1) {
      const { line, row } = newLine(number, begin + Math.floor((number / records) * spanMs));
      chunks[number % FILES] += `${line}\n`;
      bytes += line.length;
      rows += row;
    }
    copyText.push(Buffer.from(rows));
    for (const [at, chunk] of chunks.entries()) texts[at]?.push(chunk);
  }
  for (const [at, file] of files.entries()) await pipeline(Readable.from(texts[at] ?? []), createWriteStream(file));
  return { files, records, bytes, copyText };
}

/** Writes the same day into one file, however many lines it has. @returns bytes of all lines */
export async function writeAccessLog(file: string, records: number): Promise<number> {
  const begin = Date.now() - DAY_MS;
  let bytes = 0;
  const chunks = function* (): Generator<string> {
    for (let number = 0; number < records;) {
      let chunk = '';
      for (const end = Math.min(records, number + CHUNK); number < end; number += 1)
        chunk += `${newLine(number, begin + Math.floor((number / records) * DAY_MS)).line}\n`;
      bytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(Readable.from(chunks()), createWriteStream(file));
  return bytes;
}
