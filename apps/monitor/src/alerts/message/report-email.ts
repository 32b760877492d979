import type { Report, ReportAccess, ReportProblem, ReportRoute } from '@log-monitor/monitor-api';
import type { EmailText } from './alert-email.js';
import { BAD, bar, emailPage, heading, link, MUTED, PLAIN, table } from './email-frame.js';
import { spanText, timeText } from './headline.js';
import { Html, html, line, parted } from './inert.js';
import { EMAIL_HTML_BYTES, fit, SUBJECT_CHARACTERS } from './limits.js';
import type { MessageContext } from './message-content.js';
import { chartSection, reportPictures } from './report-chart.js';
import { reportText } from './report-text.js';
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

const REQUESTS_COLOUR = '#98a2b3';
const ERRORS_COLOUR = '#d92d20';
const ROWS = 8;
const NEW_ROWS = 5;

/** A report as a mail: one column, the gravest first. */
export function reportEmail(report: Report, context: MessageContext): EmailText {
  return {
    subject: line(reportTitle(report), SUBJECT_CHARACTERS),
    html: fit(
      ({ events }) => page(report, context, Math.min(ROWS, events)),
      (made) => Buffer.byteLength(made) <= EMAIL_HTML_BYTES,
    ),
    text: reportText(report, context),
    pictures: report.totals.records > 0 ? reportPictures(report) : [],
  };
}

/** @param rows of a list, at most */
function page(report: Report, context: MessageContext, rows: number): string {
  const { noisiest, silent: gone, access: web } = report;
  const body = [
    totals(report),
    ...(report.totals.records > 0 ? [chartSection(report)] : []),
    problems(report, context, rows),
    ...(noisiest.length > 0 ? [services(report, rows)] : []),
    ...(gone.length > 0 ? [silent(report)] : []),
    ...(web === null ? [] : requests(web, context, rows)),
    state(report),
  ];
  const foot = html`Sent by log-monitor; REPORT_INTERVAL says how often. ${link('Dashboard', context.publicUrl, '/')} ·
  ${link('Reports', context.publicUrl, '/#/alerts?view=reports')}`;
  return emailPage({ title: reportTitle(report), mood: report.totals.critical > 0 ? 'critical' : 'info', body, foot });
}

const name = (text: string, limit = 80): string => parted(line(text, limit)) || '(no name)';

/** Two figures in a row fit every phone. */
function figures(all: readonly Figure[]): Html {
  const cell = ({ label, value, change }: Figure): Html =>
    html`<td width="50%" valign="top" style="padding:0 8px 10px 0">
      <div style="${MUTED}">${label}</div>
      <div style="font-size:22px;line-height:28px;font-weight:600">${value}</div>
      <div style="${MUTED}">${change}</div>
    </td>`;
  const rows = all.flatMap((_, index) => (index % 2 === 0 ? [all.slice(index, index + 2)] : []));
  return table(
    rows.map(
      (row) =>
        html`<tr>
          ${row.map(cell)}
        </tr>`,
    ),
  );
}

function totals(report: Report): Html {
  const { critical } = report.totals;
  const graver = { label: 'CRITICAL', value: count(critical), change: `${count(report.before.critical)} before` };
  return html`<div style="${MUTED};padding:0 0 8px">${spanText(report)}</div>
    ${figures([...recordFigures(report), graver])}`;
}

/** A name, what there is to say of it below, and a bar. @param below in words of ours */
function item(title: Html, below: string, share: number, colour: string): Html {
  return html`<tr>
    <td style="padding:3px 0 7px">
      <div style="${PLAIN}">${title}</div>
      <div style="${MUTED};padding:0 0 2px">${below}</div>
      ${bar(share, colour)}
    </td>
  </tr>`;
}

function problems(report: Report, { publicUrl }: MessageContext, rows: number): Html {
  const { top, newCount } = report.problems;
  const others = otherNew(report, rows).slice(0, Math.min(NEW_ROWS, rows));
  const listed = [...top.slice(0, rows), ...others];
  const most = Math.max(1, ...listed.map((one) => one.count));
  const row = (problem: ReportProblem): Html =>
    item(
      link(name(problem.title, 160), publicUrl, `/#/problems/records/${problem.id}`),
      `${problemText(problem)}${problem.services.length === 0 ? '' : `, ${name(problem.services.slice(0, 3).join(', '))}`}`,
      problem.count / most,
      ERRORS_COLOUR,
    );
  return html`${heading('Problems')}
    <div style="${MUTED};padding:0 0 4px">${problemsText(report)}</div>
    ${table(top.slice(0, rows).map(row))}
    ${others.length === 0 ? html`` : html`${heading(`New, with fewer errors (${count(newCount)} new in all)`)}${table(others.map(row))}`}`;
}

function services({ noisiest }: Report, rows: number): Html {
  return ranked(
    'Noisiest services',
    noisiest.slice(0, rows),
    ({ errors }) => errors,
    (service, share) => item(html`${name(service.name)}`, serviceText(service), share, ERRORS_COLOUR),
  );
}

function silent({ silent: gone }: Report): Html {
  const rest = gone.length - ROWS;
  const names = gone.slice(0, ROWS).map((service) => name(service.name));
  return html`${heading('Silent: logged before, and not in this span')}
    <div style="${PLAIN}">${names.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}</div>`;
}

function requests(access: ReportAccess, { publicUrl }: MessageContext, rows: number): Html[] {
  const unusual = access.anomalies.slice(0, rows).map(({ title, score, why }) => {
    const colour = score >= 75 ? ERRORS_COLOUR : REQUESTS_COLOUR;
    return item(link(`${name(title)} (${score})`, publicUrl, '/#/anomalies'), name(why, 300), score / 100, colour);
  });
  const routes = access.routes.slice(0, rows);
  const slowest = access.slowest.slice(0, rows);
  const clients = access.clients.slice(0, rows);
  const counted = (title: Html, below: string, share: number): Html => item(title, below, share, REQUESTS_COLOUR);
  return [
    html`${heading('Requests to web servers')}${figures(requestFigures(access))}`,
    html`${heading(unusualText(access))}${table(unusual)}`,
    ranked('Busiest routes', routes, busyness, (one, share) => counted(routeName(one), routeText(one), share)),
    ranked('Slowest routes', slowest, slowness, (one, share) => counted(routeName(one), latencyText(one), share)),
    ranked('Top client addresses', clients, busyness, (one, share) =>
      counted(html`${name(one.address)}`, clientText(one), share),
    ),
  ].filter(({ text }) => text !== '');
}

const busyness = ({ requests: asked }: { requests: number }): number => asked;
const slowness = ({ mean }: ReportRoute): number => mean ?? 0;

function routeName({ host, name: path }: ReportRoute): Html {
  return html`${name(path, 120)}${host === null ? html`` : html` <span style="${MUTED}">${name(host)}</span>`}`;
}

/** Each with a bar, the longest as wide as the mail; nothing where there is no row. */
function ranked<Row>(
  title: string,
  rows: readonly Row[],
  valueOf: (row: Row) => number,
  itemOf: (row: Row, share: number) => Html,
): Html {
  if (rows.length === 0) return html``;
  const most = Math.max(Number.MIN_VALUE, ...rows.map(valueOf));
  return html`${heading(title)}${table(rows.map((row) => itemOf(row, valueOf(row) / most)))}`;
}

function state(report: Report): Html {
  const { alerts, timeZone, completeThrough } = report;
  return html`${heading('Alerts and completeness')}${warningsOf(report).map((text) => html`<div style="${BAD}">${text}</div>`)}
    <div style="${PLAIN}">${amount(alerts.fired, 'alert')} fired, ${count(alerts.resolved)} resolved</div>
    <div style="${MUTED}">
      complete through ${completeThrough === null ? 'nothing yet' : timeText(completeThrough, timeZone)}
    </div>`;
}
