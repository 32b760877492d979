import { once } from 'node:events';
import type { Completeness, ExportParameters } from '@log-monitor/monitor-api';
import type { Response } from 'express';
import { setCompletenessHeaders } from '../request/completeness-headers.js';
import { type CsvColumn, csvHeader, csvLine } from './csv.js';

const TYPES = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' };

interface Export<Page, Row> extends Pick<ExportParameters, 'format' | 'limit'> {
  /** Of the file, without its ending. */
  name: string;
  rows: (page: Page) => readonly Row[];
  csv: readonly CsvColumn<Row>[];
}

/** Lines joined before they are written: a write per record would cost more than the record. */
const LINES_PER_WRITE = 200;

/**
 * Streams pages to the client at the pace at which it reads; no more than a page is held.
 *
 * @throws what the pages throw: before the first line it becomes an answer, after it the connection is cut
 */
export async function sendExport<Page extends Completeness, Row>(
  pages: AsyncIterable<Page>,
  { format, limit, name, rows: rowsOf, csv }: Export<Page, Row>,
  response: Response,
): Promise<void> {
  const header = format === 'csv' ? csvHeader(csv) : '';
  const line = format === 'csv' ? (row: Row) => csvLine(csv, row) : (row: Row) => `${JSON.stringify(row)}\n`;
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const page of pages) {
    if (!response.headersSent) {
      setCompletenessHeaders(response, page);
      response.setHeader('content-type', TYPES[format]);
      response.setHeader('content-disposition', `attachment; filename="${name}.${format}"`);
      // Not through the compressor: it keeps every listener for drain that was ever set, and adds a buffer of its own.
      response.setHeader('cache-control', 'no-store, no-transform');
      await write(response, header);
    }
    const rows = rowsOf(page).slice(0, left);
    left -= rows.length;
    for (let at = 0; at < rows.length; at += LINES_PER_WRITE) {
      await write(
        response,
        rows
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
