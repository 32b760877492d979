import {
  type AccessReport,
  PANEL_TITLES,
  type PanelName,
  type ReportFigures,
  type ReportPanel,
  type ReportRow,
} from '@log-monitor/access-report';
import type {
  AccessFigures,
  AccessSeriesAnswer,
  AccessStatusesAnswer,
  AccessSummaryAnswer,
  AccessTopAnswer,
  AccessVisitorsAnswer,
} from '@log-monitor/monitor-api';
import { completenessNote } from '../ask/completeness-note.js';
import { type MonitorClient, RequestError } from '../ask/monitor-client.js';
import type { LiveReports } from './show-live.js';

const LISTS: readonly [path: string, panel: PanelName][] = [
  ['hosts', 'hosts'],
  ['routes', 'routes'],
  ['urls', 'urls'],
  ['not-found', 'not-found'],
  ['clients', 'clients'],
  ['browsers', 'browsers'],
  ['systems', 'systems'],
  ['referrers', 'referrers'],
];
const NOT_MEASURED = { measured: 0, mean: null, max: null, p50: null, p95: null, p99: null };

/** Reports about the requests that a monitor has. */
export class ApiReports implements LiveReports {
  /** A monitor is asked a dozen questions each time. */
  readonly everyMs = 5000;
  #trouble: string | undefined;

  /**
   * @param url of the monitor, as it is shown
   * @param since as the API takes it
   * @param rows of a panel
   */
  constructor(
    private readonly client: MonitorClient,
    private readonly url: URL,
    private readonly since: string,
    private readonly rows: number,
  ) {}

  get status(): string {
    return this.#trouble ?? `since ${this.since.replace('now-', '')}`;
  }

  /** @returns undefined when the monitor gives no answer just now: {@link status} says so */
  async next(): Promise<AccessReport | undefined> {
    try {
      const report = await this.whole();
      this.#trouble = undefined;
      return report;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#trouble = error.message;
      return undefined;
    }
  }

  /** @throws RequestError */
  async whole(): Promise<AccessReport> {
    const range = { from: this.since };
    const ask = <Answer>(path: string, parameters: Record<string, string> = {}): Promise<Answer> =>
      this.client.get<Answer>(`api/v1/access/${path}`, { ...range, ...parameters });
    const [summary, statuses, visitors, methods] = await Promise.all([
      ask<AccessSummaryAnswer>('summary'),
      ask<AccessStatusesAnswer>('statuses'),
      ask<AccessVisitorsAnswer>('visitors'),
      ask<AccessSeriesAnswer>('timeseries', { by: 'method', interval: '1d' }),
    ]);
    const panels: ReportPanel[] = [statusPanel(statuses), methodPanel(methods), ...timePanels(visitors, methods)];
    // A list after the other: the monitor has people at its dashboard as well.
    for (const [path, panel] of LISTS)
      panels.push(topPanel(panel, await ask<AccessTopAnswer>(`top/${path}`, { limit: String(this.rows) })));
    const note = completenessNote(summary);
    const order = Object.keys(PANEL_TITLES);
    return {
      of: this.url.host,
      ...summary.range,
      total: figuresOf(summary.current),
      lines: null,
      panels: panels
        .filter(({ rows }) => rows.length > 0)
        .sort((left, right) => order.indexOf(left.name) - order.indexOf(right.name)),
      notes: note === undefined ? [] : [note],
    };
  }
}

function figuresOf({ requests, errors, faults, bytes, clients, latency }: AccessFigures): ReportFigures {
  return { requests, errors, faults, bytes, clients, latency };
}

function panelOf(name: PanelName, rows: readonly ReportRow[], other = 0, approximate = 0): ReportPanel {
  return { name, title: PANEL_TITLES[name], rows, other, approximate };
}

function topPanel(name: PanelName, { rows, other, approximate }: AccessTopAnswer): ReportPanel {
  const shown = rows.map((row) => ({ name: row.name, host: row.host, ...figuresOf(row) }));
  return panelOf(name, shown, other.requests, approximate);
}

function statusPanel({ statuses }: AccessStatusesAnswer): ReportPanel {
  const rows = statuses.map(({ status, ...figures }) => ({
    name: status === 0 ? '(none)' : String(status),
    host: null,
    ...figuresOf(figures),
  }));
  return panelOf('statuses', rows);
}

function methodPanel({ names, buckets }: AccessSeriesAnswer): ReportPanel {
  const rows = names.map((name) => {
    const parts = buckets.flatMap(({ parts: { [name]: part } }) => (part === undefined ? [] : [part]));
    return { name, host: null, ...parts.map(figuresOf).reduce(added, nothing()) };
  });
  return panelOf('methods', rows);
}

function timePanels({ hoursOfDay }: AccessVisitorsAnswer, { buckets }: AccessSeriesAnswer): ReportPanel[] {
  const hours = hoursOfDay.map(({ hour, requests, clients }) => ({
    name: String(hour).padStart(2, '0'),
    host: null,
    ...nothing(),
    requests,
    clients,
  }));
  const days = buckets.map((bucket) => ({ name: bucket.time.slice(0, 10), host: null, ...figuresOf(bucket) }));
  return [panelOf('hours', hours.some(({ requests }) => requests > 0) ? hours : []), panelOf('days', days)];
}

function nothing(): ReportFigures {
  return { requests: 0, errors: 0, faults: 0, bytes: 0, clients: null, latency: NOT_MEASURED };
}

/** Sums; percentiles cannot be added up. */
function added(left: ReportFigures, right: ReportFigures): ReportFigures {
  return {
    requests: left.requests + right.requests,
    errors: left.errors + right.errors,
    faults: left.faults + right.faults,
    bytes: left.bytes + right.bytes,
    clients: null,
    latency: NOT_MEASURED,
  };
}
