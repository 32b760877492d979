import type { AccessReport, ReportPanel, ReportRow } from './access-report.js';
import { oneLine } from './plain-text.js';
import { hasHosts, headFigures, rowName, spanText } from './report-lines.js';
import { bytesText, countText, latencyText, shareText } from './words.js';

const ROWS = 20;
const ALL_ROWS: ReadonlySet<string> = new Set(['hours', 'days', 'latency']);
const HEADS = ['REQUESTS', 'SHARE', 'ERRORS', 'FAULTS', 'BYTES', 'P95 / ø'] as const;

/** The report as text for a terminal, a mail or a file. No control characters of the log are in it. */
export function textReport(report: AccessReport): string {
  const figures = headFigures(report);
  const width = Math.max(...figures.map(([word]) => word.length));
  const showHosts = hasHosts(report);
  const span = spanText(report);
  return [
    `Requests of ${oneLine(report.of)}`,
    ...(span === '' ? [] : [span]),
    '',
    ...figures.map(([word, figure]) => `${word.padEnd(width)}  ${figure}`),
    ...report.notes.map((note) => `! ${oneLine(note)}`),
    ...report.panels.flatMap((panel) => ['', ...panelLines(panel, report.total.requests, showHosts)]),
    '',
  ].join('\n');
}

function panelLines(panel: ReportPanel, total: number, showHosts: boolean): string[] {
  const shown = ALL_ROWS.has(panel.name) ? panel.rows.length : ROWS;
  const rows = panel.rows.slice(0, shown);
  const hidden = panel.rows.slice(shown).reduce((sum, { requests }) => sum + requests, panel.other);
  const cells = [[...HEADS], ...rows.map((row) => cellsOf(row, total))];
  const widths = HEADS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const names = ['', ...rows.map((row) => oneLine(rowName(row, showHosts)))];
  return [
    panel.title,
    ...cells.map((row, index) =>
      `${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')}  ${names[index]}`.trimEnd(),
    ),
    ...(hidden > 0 ? [`${countText(hidden).padStart(widths[0] ?? 0)}  others`] : []),
    ...(panel.approximate > 0 ? [`each may have up to ${countText(panel.approximate)} more`] : []),
  ];
}

function cellsOf({ requests, errors, faults, bytes, latency }: ReportRow, total: number): string[] {
  return [
    countText(requests),
    shareText(total === 0 ? 0 : requests / total),
    countText(errors),
    countText(faults),
    bytesText(bytes),
    latencyText(latency),
  ];
}
