import { once } from 'node:events';
import { type ExportParameters, type SearchAnswer, type StoredRecord } from '@log-monitor/monitor-api';
import { type Response } from 'express';
import { setCompletenessHeaders } from '../../request/completeness-headers.js';
import { CSV_HEADER, csvLine } from './csv.js';

const FORMATS = {
  ndjson: {
    type: 'application/x-ndjson; charset=utf-8',
    header: '',
    line: (record: StoredRecord) => `${JSON.stringify(record)}\n`,
  },
  csv: { type: 'text/csv; charset=utf-8', header: CSV_HEADER, line: csvLine },
};

/** Lines joined before they are written: a write per record would cost more than the record. */
const LINES_PER_WRITE = 200;

/**
 * Streams pages to the client at the pace at which it reads; no more than a page is held.
 *
 * @throws what the pages throw: before the first line it becomes an answer, after it the connection is cut
 */
export async function sendExport(
  pages: AsyncIterable<SearchAnswer>,
  options: Pick<ExportParameters, 'format' | 'limit'>,
  response: Response,
): Promise<void> {
  const { type, header, line } = FORMATS[options.format];
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  for await (const page of pages) {
    if (!response.headersSent) {
      setCompletenessHeaders(response, page);
      response.setHeader('content-type', type);
      response.setHeader('content-disposition', `attachment; filename="logs.${options.format}"`);
      // Not through the compressor: it keeps every listener for drain that was ever set, and adds a buffer of its own.
      response.setHeader('cache-control', 'no-store, no-transform');
      await write(response, header);
    }
    const records = page.records.slice(0, left);
    left -= records.length;
    for (let at = 0; at < records.length; at += LINES_PER_WRITE) {
      await write(
        response,
        records
          .slice(at, at + LINES_PER_WRITE)
          .map(line)
          .join(''),
      );
    }
    if (left <= 0 || response.destroyed) break;
  }
  response.end();
}

async function write(response: Response, text: string): Promise<void> {
  if (response.destroyed) return;
  if (text === '') {
    response.flushHeaders();
    return;
  }
  if (response.write(text)) return;
  // A client that leaves never drains.
  const left = new AbortController();
  const close = (): void => left.abort();
  response.once('close', close);
  await once(response, 'drain', { signal: left.signal }).catch((error: unknown) => {
    if (!left.signal.aborted) throw error;
  });
  response.off('close', close);
}
