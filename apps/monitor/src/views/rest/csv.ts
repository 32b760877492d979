/** Name of a column, and its value in a row. */
export type CsvColumn<Row> = readonly [name: string, value: (row: Row) => string | number | null | undefined];

/** The first line of RFC 4180. */
export function csvHeader<Row>(columns: readonly CsvColumn<Row>[]): string {
  return `${columns.map(([name]) => name).join(',')}\r\n`;
}

/** One line of RFC 4180. */
export function csvLine<Row>(columns: readonly CsvColumn<Row>[], row: Row): string {
  return `${columns.map(([, value]) => csvField(value(row))).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula gets an apostrophe before it (CWE-1236). */
function csvField(value: string | number | null | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const neutral = /^[=+\-@\t\r\n\0]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(neutral) ? `"${neutral.replaceAll('"', '""')}"` : neutral;
}
