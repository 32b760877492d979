import {
  bytesText,
  countText,
  latencyText,
  oneLine,
  type ReportRow,
  rowName,
  shareText,
} from '@log-monitor/access-report';
import type { Piece, Style } from './styled.js';

interface Column {
  readonly head: string;
  readonly width: number;
  readonly text: (row: ReportRow, basis: Basis) => string;
  readonly style?: (row: ReportRow) => Style | undefined;
  /** Shown where the screen is that wide. */
  readonly from: number;
}

/** Against what rows are shown. */
export interface Basis {
  readonly total: number;
  readonly most: number;
  readonly showHosts: boolean;
}

const BAR = 12;
const EIGHTHS = ' ▏▎▍▌▋▊▉█';

const COLUMNS: readonly Column[] = [
  { head: 'REQUESTS', width: 9, from: 0, text: ({ requests }) => countText(requests), style: () => 'bold' },
  { head: 'SHARE', width: 8, from: 0, text: ({ requests }, { total }) => shareText(total === 0 ? 0 : requests / total) },
  { head: '', width: BAR, from: 120, text: ({ requests }, { most }) => bar(requests / most), style: () => 'cyan' },
  { head: 'ERRORS', width: 8, from: 0, text: ({ errors }) => countText(errors), style: ({ errors }) => (errors > 0 ? 'yellow' : undefined) },
  { head: 'FAULTS', width: 8, from: 60, text: ({ faults }) => countText(faults), style: ({ faults }) => (faults > 0 ? 'red' : undefined) },
  { head: 'BYTES', width: 8, from: 100, text: ({ bytes }) => bytesText(bytes) },
  { head: 'P95 / ø', width: 10, from: 60, text: ({ latency }) => latencyText(latency) },
]; // prettier-ignore

/** The heads of the columns. */
export function headPieces(width: number): Piece[] {
  return shownColumns(width).map(({ head, width: columns }) => ({ text: ` ${head.padStart(columns)}`, style: 'dim' }));
}

/** A row: figures to the left, what comes from the log to the right, where nothing can be pushed aside by it. */
export function rowPieces(row: ReportRow, width: number, basis: Basis): Piece[] {
  return [
    ...shownColumns(width).map(({ text, style, width: columns }) => ({
      text: ` ${text(row, basis).padStart(columns)}`,
      style: style?.(row),
    })),
    { text: `  ${oneLine(rowName(row, basis.showHosts))}` },
  ];
}

function shownColumns(width: number): readonly Column[] {
  return COLUMNS.filter(({ from }) => width >= from);
}

function bar(share: number): string {
  const eighths = Math.round(Math.min(1, share) * BAR * 8);
  return ('█'.repeat(Math.floor(eighths / 8)) + (eighths % 8 > 0 ? EIGHTHS[eighths % 8] : '')).padEnd(BAR);
}
