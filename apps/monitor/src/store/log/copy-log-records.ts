import type pg from 'pg';
import type { BlockPool } from '../copy/block-pool.js';
import { BinaryRows } from '../copy/binary-rows.js';
import { copyRows } from '../copy/copy-rows.js';
import { LOG_RECORD_COLUMNS } from './log-record-columns.js';
import type { PlacedRecord, PlacedScan } from './pick-new-records.js';
import { writeScannedRow } from './write-scanned-row.js';

const COPY = `COPY log_record (${LOG_RECORD_COLUMNS.map(({ name }) => name).join(', ')}) FROM STDIN (FORMAT binary)`;
/** Lengths of all columns, and the values of those with a fixed size, with room to spare. */
const FIXED_BYTES = 256;

/** Writes records below ERROR with COPY; which of the ways to do so, and what each costs: `docs/decisions/ingest-hot-path.md`. */
export async function copyLogRecords(
  client: pg.PoolClient,
  scan: PlacedScan,
  parsed: readonly PlacedRecord[],
  leastSeverity: number,
  blocks: BlockPool,
): Promise<void> {
  const rows = new BinaryRows(blocks);
  let count = 0;
  for (const at of scan.fresh) {
    if ((scan.records.severities[at] as number) < leastSeverity) continue;
    rows.row(LOG_RECORD_COLUMNS.length, (scan.records.sizes[at] as number) + FIXED_BYTES);
    writeScannedRow(rows, scan, at);
    count += 1;
  }
  for (const row of parsed) {
    if (row.record.severity < leastSeverity) continue;
    writeParsed(rows, row);
    count += 1;
  }
  if (count === 0) return;
  await copyRows(client, COPY, rows);
}

function writeParsed(rows: BinaryRows, row: PlacedRecord): void {
  const values = LOG_RECORD_COLUMNS.map((column) => column.valueOf(row));
  const units = values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
  rows.row(LOG_RECORD_COLUMNS.length, 3 * units + FIXED_BYTES);
  for (const [index, column] of LOG_RECORD_COLUMNS.entries()) {
    const value = values[index] ?? null;
    if (value === null) rows.null();
    else column.writeValue(rows, value);
  }
}
