import {
  type AccessReport,
  countText,
  hasHosts,
  headFigures,
  oneLine,
  type ReportPanel,
  spanText,
} from '@log-monitor/access-report';
import { headPieces, rowPieces } from './columns.js';
import { panelRows } from './panel-rows.js';
import type { Piece } from './styled.js';
import type { ViewState } from './view-state.js';

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

/** Rows of a panel when there are several. */
const PANEL_ROWS = 7;
const HELP = [
  'Tab, Shift-Tab, ← →, 1–9   the panel that comes first',
  '↑ ↓ Page Space Home        its rows',
  'Enter                      this panel alone, or all again',
  's, S                       order: requests, errors, faults, latency, bytes, name',
  '/                          only rows with a text; Esc: all again',
  'p                          pause: figures stay as they are, counting goes on',
  'q, Ctrl-C                  end',
  '',
  'ERRORS are 400 and above, FAULTS the 5xx. P95 is the 95th percentile; ø the mean.',
];

/** The whole screen, line by line. Pure. @param status what is happening, such as how far reading is */
export function topFrame(report: AccessReport, state: ViewState, size: FrameSize, status: string): Piece[][] {
  const head = headLines(report, size, status);
  const foot = footLine(state);
  const room = Math.max(0, size.rows - head.length - 1);
  const body = state.isHelp ? HELP.map((text) => [{ text: ` ${text}` }]) : panelLines(report, state, size, room);
  const lines = [...head, ...body.slice(0, room)];
  while (lines.length < size.rows - 1) lines.push([{ text: '' }]);
  return [...lines, foot].slice(0, size.rows);
}

function headLines(report: AccessReport, { columns, rows }: FrameSize, status: string): Piece[][] {
  const title = ` log-monitor top  ${oneLine(report.of)}  ${spanText(report)}`;
  const first: Piece[] = [{ text: title.padEnd(Math.max(title.length, columns - status.length - 1)), style: 'bold' }];
  if (title.length + status.length + 2 <= columns)
    first[0] = { text: title.padEnd(columns - status.length - 1), style: 'inverse' };
  else first[0] = { text: `${title.slice(0, Math.max(0, columns - status.length - 3))}  `, style: 'inverse' };
  first.push({ text: `${status} `, style: 'inverse' });
  const figures = headFigures(report).map(([word, figure]) => `${figure} ${word}`);
  const lines = [first];
  let line = '';
  for (const figure of figures) {
    if (line !== '' && line.length + figure.length + 4 > columns) {
      lines.push([{ text: line }]);
      line = '';
    }
    line += ` ${figure}  `;
  }
  const notes = report.notes.map((note): Piece[] => [{ text: ` ! ${oneLine(note)}`, style: 'yellow' }]);
  const all = [...lines, [{ text: line }], ...notes];
  // A very low screen shows panels rather than figures.
  return all.slice(0, Math.max(1, Math.floor(rows / 3)));
}

function panelLines(report: AccessReport, state: ViewState, size: FrameSize, room: number): Piece[][] {
  const count = Math.max(1, report.panels.length);
  const first = state.panel % count;
  const ordered = [...report.panels.slice(first), ...report.panels.slice(0, first)];
  if (ordered.length === 0) return [[{ text: ' No request yet.' }]];
  const lines: Piece[][] = [tabs(report, first)];
  for (const [index, panel] of ordered.entries()) {
    if (lines.length >= room || (state.isOne && index > 0)) break;
    const isFirst = index === 0;
    const rows = state.isOne ? room - 3 : PANEL_ROWS;
    lines.push(...onePanel(report, panel, isFirst ? state : { ...state, offset: 0 }, { ...size, rows }, isFirst));
  }
  return lines;
}

function tabs({ panels }: AccessReport, first: number): Piece[] {
  return panels.map(({ name }, index) => ({
    text: ` ${index < 9 ? `${index + 1} ` : ''}${name} `,
    style: index === first ? 'inverse' : 'dim',
  }));
}

function onePanel(
  report: AccessReport,
  panel: ReportPanel,
  state: ViewState,
  size: FrameSize,
  isFirst: boolean,
): Piece[][] {
  const all = panelRows(panel, state.order, state.filter);
  const offset = Math.min(state.offset, Math.max(0, all.length - size.rows));
  const rows = all.slice(offset, offset + size.rows);
  const basis = {
    total: report.total.requests,
    most: Math.max(1, ...all.map(({ requests }) => requests)),
    showHosts: hasHosts(report),
  };
  const about = [
    `${offset + 1}–${offset + rows.length} of ${countText(all.length)}`,
    `by ${state.order}`,
    ...(panel.other > 0 ? [`${countText(panel.other)} requests in others`] : []),
    ...(panel.approximate > 0 ? [`± ${countText(panel.approximate)}`] : []),
  ];
  return [
    [{ text: ` ${isFirst ? '▸' : ' '} ${panel.title}`, style: 'bold' }, { text: `   ${rows.length === 0 ? 'nothing' : about.join(', ')}`, style: 'dim' }],
    headPieces(size.columns),
    ...rows.map((row) => rowPieces(row, size.columns, basis)),
  ]; // prettier-ignore
}

function footLine({ filter, isTyping, isPaused, isHelp }: ViewState): Piece[] {
  if (isTyping) return [{ text: ` /${oneLine(filter)}█` }];
  if (isHelp) return [{ text: ' any key: back', style: 'dim' }];
  const keys = 'q end  Tab panel  ↑↓ rows  Enter one panel  s order  / filter  p pause  ? help';
  const marks = `${isPaused ? ' PAUSED' : ''}${filter === '' ? '' : ` /${oneLine(filter)}`}`;
  return [
    { text: marks, style: 'yellow' },
    { text: ` ${keys}`, style: 'dim' },
  ];
}
