import type { Report, ReportAccess, ReportProblem } from '@log-monitor/monitor-api';
import { absolute } from './email-frame.js';
import { spanText } from './headline.js';
import { line, parted } from './inert.js';
import type { MessageContext } from './message-content.js';
import {
  amount,
  clientText,
  count,
  type Figure,
  latencyText,
  otherNew,
  problemsText,
  problemText,
  recordFigures,
  reportTitle,
  requestFigures,
  routeText,
  serviceText,
  unusualText,
  warningsOf,
} from './report-words.js';

const ROWS = 10;

/** A report as text, for mails, files and terminals: a line for each thing, no control characters of a log. */
export function reportText(report: Report, { publicUrl }: MessageContext): string {
  const { noisiest, silent, access, alerts, totals } = report;
  const figures = recordFigures(report);
  return [
    reportTitle(report),
    spanText(report),
    '',
    ...figureLines([
      ...figures,
      { label: 'CRITICAL', value: count(totals.critical), change: `${count(report.before.critical)} before` },
    ]),
    ...list(`Problems: ${problemsText(report)}`, [...report.problems.top, ...otherNew(report, ROWS)].map(problemLine)),
    ...(noisiest.length === 0
      ? []
      : list(
          'Noisiest services',
          noisiest.slice(0, ROWS).map((service) => `${name(service.name)}: ${serviceText(service)}`),
        )),
    ...(silent.length === 0
      ? []
      : list(
          'Silent: logged before, and not in this span',
          silent.map((one) => name(one.name)),
        )),
    ...(access === null ? [] : requestLines(access)),
    '',
    ...warningsOf(report).map((text) => `! ${text}`),
    `${amount(alerts.fired, 'alert')} fired, ${count(alerts.resolved)} resolved`,
    `Dashboard: ${absolute(publicUrl, '/')}`,
  ].join('\n');
}

const name = (text: string, limit = 80): string => parted(line(text, limit)) || '(no name)';

/** Nothing is said of what is empty but its head. */
function list(head: string, rows: readonly string[]): string[] {
  return ['', head, ...rows.map((row) => `  ${row}`)];
}

function figureLines(figures: readonly Figure[]): string[] {
  const width = (of: (figure: Figure) => string): number => Math.max(...figures.map((figure) => of(figure).length));
  const [labels, values] = [width(({ label }) => label), width(({ value }) => value)];
  return figures.map(({ label, value, change }) => `${label.padEnd(labels)}  ${value.padStart(values)}  (${change})`);
}

function problemLine(problem: ReportProblem): string {
  const services = problem.services.slice(0, 3).map((service) => name(service, 40));
  return `${problemText(problem)}  ${name(problem.title, 160)}${services.length === 0 ? '' : `  [${services.join(', ')}]`}`;
}

function requestLines(access: ReportAccess): string[] {
  const { clients, routes, slowest, anomalies } = access;
  const route = ({ host, name: path }: { host: string | null; name: string }): string =>
    `${name(path, 120)}${host === null ? '' : ` at ${name(host)}`}`;
  const optional = (head: string, rows: readonly string[]): string[] => (rows.length === 0 ? [] : list(head, rows));
  return [
    ...list('Requests to web servers', figureLines(requestFigures(access))),
    ...list(
      unusualText(access),
      anomalies.map(({ title, score, why }) => `${score} ${name(title)}: ${name(why, 300)}`),
    ),
    ...optional(
      'Busiest routes',
      routes.map((one) => `${route(one)}: ${routeText(one)}`),
    ),
    ...optional(
      'Slowest routes',
      slowest.map((one) => `${route(one)}: ${latencyText(one)}`),
    ),
    ...optional(
      'Top client addresses',
      clients.map((one) => `${name(one.address)}: ${clientText(one)}`),
    ),
  ];
}
