import type { LatencyFigures } from '@log-monitor/access-statistics';

/** Panels in the order in which they are shown. */
export const PANEL_NAMES = [
  'hosts',
  'routes',
  'urls',
  'not-found',
  'statuses',
  'methods',
  'clients',
  'browsers',
  'systems',
  'referrers',
  'hours',
  'days',
  'latency',
  'errors',
] as const;

export type PanelName = (typeof PANEL_NAMES)[number];

/** What was counted of some requests. */
export interface ReportFigures {
  readonly requests: number;
  /** Status 400 and more. */
  readonly errors: number;
  /** The server failed: status 5xx, or a gRPC status that says so. */
  readonly faults: number;
  readonly bytes: number;
  /** Distinct addresses, off by about 1 %; null: not counted for this part. */
  readonly clients: number | null;
  readonly latency: LatencyFigures;
}

export interface ReportRow extends ReportFigures {
  readonly name: string;
  /** Of a path or a route; null where hosts are not told apart. */
  readonly host: string | null;
}

export interface ReportPanel {
  readonly name: PanelName;
  readonly title: string;
  /** Those with the most requests first; hours, days and spans of latency by themselves. */
  readonly rows: readonly ReportRow[];
  /** Requests that no row is about. */
  readonly other: number;
  /** A row may have up to so many requests more than it says; 0: exact. */
  readonly approximate: number;
}

/** What became of the lines that were read; null where no lines were read but a monitor was asked. */
export interface ReportLines {
  readonly read: number;
  readonly unparsed: number;
  /** Of error logs. */
  readonly errors: number;
  readonly heartbeats: number;
  /** Requests that are in no figure. */
  readonly healthChecks: number;
}

/** Requests of a file, of several, or of a span of a monitor's. Written as JSON it is the report. */
export interface AccessReport {
  /** What it is about: names of files, or the monitor's address. */
  readonly of: string;
  /** ISO 8601, first and last time; null: no line had one. */
  readonly from: string | null;
  readonly to: string | null;
  readonly total: ReportFigures;
  readonly lines: ReportLines | null;
  readonly panels: readonly ReportPanel[];
  /** What makes the figures less than the truth. */
  readonly notes: readonly string[];
}

export const PANEL_TITLES: Readonly<Record<PanelName, string>> = {
  hosts: 'Hosts',
  routes: 'Routes',
  urls: 'Paths',
  'not-found': 'Not found',
  statuses: 'Status codes',
  methods: 'Methods',
  clients: 'Clients',
  browsers: 'Browsers and programs',
  systems: 'Operating systems',
  referrers: 'Referring sites',
  hours: 'Hours of the day (UTC)',
  days: 'Days (UTC)',
  latency: 'Latency',
  errors: 'Lines of error logs',
};
