import { Cell, type Counts, type KeptFacet, latencyFigures, OTHER, UNKNOWN } from '@log-monitor/access-statistics';
import {
  type AccessReport,
  PANEL_TITLES,
  type PanelName,
  type ReportFigures,
  type ReportPanel,
  type ReportRow,
} from './access-report.js';
import { latencySpans } from './latency-spans.js';
import type { ReportTally } from './report-tally.js';

/** What the rows of a panel stand for. */
interface Listed {
  readonly panel: PanelName;
  readonly facet: KeptFacet;
  /** Whether the same value of two hosts is two rows. */
  readonly byHost: boolean;
  readonly name: (host: string, value: string, status: number) => string;
}

const value = (_host: string, text: string): string => text;
const shownHost = (host: string): string => (host === '' ? UNKNOWN : host);

const LISTS: readonly Listed[] = [
  { panel: 'hosts', facet: 'host', byHost: false, name: shownHost },
  { panel: 'routes', facet: 'route', byHost: true, name: value },
  { panel: 'urls', facet: 'url', byHost: true, name: value },
  { panel: 'not-found', facet: 'not_found', byHost: true, name: value },
  {
    panel: 'statuses',
    facet: 'status',
    byHost: false,
    name: (_host, _value, status) => (status === 0 ? '(none)' : String(status)),
  },
  { panel: 'methods', facet: 'method', byHost: false, name: value },
  { panel: 'clients', facet: 'client', byHost: false, name: value },
  { panel: 'browsers', facet: 'browser', byHost: false, name: value },
  { panel: 'systems', facet: 'system', byHost: false, name: value },
  { panel: 'referrers', facet: 'referrer', byHost: false, name: value },
  { panel: 'errors', facet: 'error_class', byHost: false, name: value },
];

interface Row {
  readonly name: string;
  readonly host: string | null;
  readonly cell: Cell;
}

/**
 * The report of what was counted.
 *
 * @param of what it is about
 * @param limit rows of a panel
 */
export function tallyReport(tally: ReportTally, of: string, limit: number): AccessReport {
  const total = new Cell(0, false);
  tally.requests.each('host', (_start, _source, _host, _value, cell) => total.mergeCell(cell));
  const lists = LISTS.map((listed) => listPanel(tally, listed, limit));
  const byName = new Map(lists.map((panel) => [panel.name, panel]));
  for (const panel of [...timePanels(tally), latencyPanel(total)]) byName.set(panel.name, panel);
  const panels = (Object.keys(PANEL_TITLES) as PanelName[]).map((name) => byName.get(name) as ReportPanel);
  const iso = (time: number): string | null => (Number.isFinite(time) ? new Date(time).toISOString() : null);
  return {
    of,
    from: iso(tally.first),
    to: iso(tally.last),
    total: figuresOf(total),
    lines: { ...tally.lines },
    panels: panels.filter(({ rows }) => rows.length > 0),
    notes: [],
  };
}

function listPanel(tally: ReportTally, { panel, facet, byHost, name }: Listed, limit: number): ReportPanel {
  const rows = new Map<string, Row>();
  let other = 0;
  let approximate = 0;
  tally.requests.each(facet, (_start, _source, host, text, cell) => {
    if (cell.isOther || (facet === 'host' && host === OTHER)) {
      other += cell.requests;
      approximate = Math.max(approximate, cell.cut);
      return;
    }
    const shown = name(host, text, cell.status);
    const key = byHost ? `${host}\n${shown}` : shown;
    let row = rows.get(key);
    if (row === undefined)
      rows.set(key, (row = { name: shown, host: byHost ? shownHost(host) : null, cell: new Cell(0, false) }));
    row.cell.mergeCell(cell);
  });
  const ranked = [...rows.values()].sort(
    (left, right) => right.cell.requests - left.cell.requests || (keyOf(left) < keyOf(right) ? -1 : 1),
  );
  const kept = keptOf(ranked, limit);
  for (const row of ranked) if (!kept.has(row)) other += row.cell.requests;
  return {
    name: panel,
    title: PANEL_TITLES[panel],
    rows: ranked
      .filter((row) => kept.has(row))
      .map(({ name: shown, host, cell }) => ({ name: shown, host, ...figuresOf(cell) })),
    other,
    approximate,
  };
}

/** Those with the most requests, and besides a quarter as many each of those with the most errors and of the slowest. */
function keptOf(ranked: readonly Row[], limit: number): ReadonlySet<Row> {
  if (ranked.length <= limit) return new Set(ranked);
  const most = (by: (cell: Cell) => number): Row[] =>
    ranked
      .filter(({ cell }) => by(cell) > 0)
      .sort((left, right) => by(right.cell) - by(left.cell))
      .slice(0, Math.ceil(limit / 4));
  const slowness = ({ timed, durationUs }: Cell): number => (timed === 0 ? 0 : durationUs / timed);
  return new Set([...ranked.slice(0, limit), ...most(({ errors }) => errors), ...most(slowness)]);
}

const keyOf = ({ name, host }: Row): string => `${name}\n${host ?? ''}`;

function timePanels({ hours }: ReportTally): ReportPanel[] {
  const panel = (name: PanelName, sums: readonly [string, Counts][]): ReportPanel => ({
    name,
    title: PANEL_TITLES[name],
    rows: sums.map(([shown, counts]) => rowOf(shown, counts)),
    other: 0,
    approximate: 0,
  });
  return [
    panel(
      'hours',
      hours.by((iso) => iso.slice(11, 13)),
    ),
    panel(
      'days',
      hours.by((iso) => iso.slice(0, 10)),
    ),
  ];
}

function latencyPanel({ latency }: Cell): ReportPanel {
  const spans = latency === undefined ? [] : latencySpans(latency);
  return {
    name: 'latency',
    title: PANEL_TITLES.latency,
    rows: spans.map(({ name, requests }) => rowOf(name, { requests })),
    other: 0,
    approximate: 0,
  };
}

function rowOf(name: string, counts: Partial<Counts> & Pick<Counts, 'requests'>): ReportRow {
  const { requests, errors = 0, faults = 0, bytes = 0 } = counts;
  const cell = new Cell(0, false);
  return { name, host: null, ...figuresOf(cell), requests, errors, faults, bytes, clients: null };
}

function figuresOf(cell: Cell): ReportFigures {
  const { requests, errors, faults, bytes, clients } = cell;
  return { requests, errors, faults, bytes, clients: clients?.estimate() ?? null, latency: latencyFigures(cell) };
}
