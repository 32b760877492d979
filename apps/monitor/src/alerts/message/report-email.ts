import type { Report, ReportAccess, ReportProblem } from '@log-monitor/monitor-api';
import type { EmailText } from './alert-email.js';
import { BAD, bar, emailPage, heading, link, MUTED, PLAIN, table } from './email-frame.js';
import { spanText, timeText } from './headline.js';
import { Html, html, line, parted } from './inert.js';
import { SUBJECT_CHARACTERS } from './limits.js';
import type { MessageContext } from './message-content.js';
import { chartSection, reportPictures } from './report-chart.js';
import { reportText } from './report-text.js';
import {
  amount,
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
  warningsOf,
} from './report-words.js';

const REQUESTS_COLOUR = '#98a2b3';
const ERRORS_COLOUR = '#d92d20';
const ROWS = 8;
const NEW_ROWS = 5;

/** A report as a mail: one column, the gravest first. */
export function reportEmail(report: Report, context: MessageContext): EmailText {
  const title = reportTitle(report);
  const { noisiest, silent: gone, access: web } = report;
  const body = [
    totals(report),
    ...(report.totals.records > 0 ? [chartSection(report)] : []),
    problems(report, context),
    ...(noisiest.length > 0 ? [services(report)] : []),
    ...(gone.length > 0 ? [silent(report)] : []),
    ...(web === null ? [] : requests(web, context)),
    state(report),
  ];
  const foot = html`Sent by log-monitor; REPORT_INTERVAL says how often. ${link('Dashboard', context.publicUrl, '/')} ·
  ${link('Reports', context.publicUrl, '/#/alerts?view=reports')}`;
  return {
    subject: line(title, SUBJECT_CHARACTERS),
    html: emailPage({ title, mood: report.totals.critical > 0 ? 'critical' : 'info', body, foot }),
    text: reportText(report, context),
    pictures: report.totals.records > 0 ? reportPictures(report) : [],
  };
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

function problems(report: Report, { publicUrl }: MessageContext): Html {
  const { top, newCount } = report.problems;
  const others = otherNew(report).slice(0, NEW_ROWS);
  const listed = [...top.slice(0, ROWS), ...others];
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
    ${table(top.slice(0, ROWS).map(row))}
    ${others.length === 0 ? html`` : html`${heading(`New, with fewer errors (${count(newCount)} new in all)`)}${table(others.map(row))}`}`;
}

function services({ noisiest }: Report): Html {
  const most = Math.max(1, ...noisiest.map(({ errors }) => errors));
  return html`${heading('Noisiest services')}${table(
    noisiest
      .slice(0, ROWS)
      .map((service) => item(html`${name(service.name)}`, serviceText(service), service.errors / most, ERRORS_COLOUR)),
  )}`;
}

function silent({ silent: gone }: Report): Html {
  const rest = gone.length - ROWS;
  const names = gone.slice(0, ROWS).map((service) => name(service.name));
  return html`${heading('Silent: logged before, and not in this span')}
    <div style="${PLAIN}">${names.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}</div>`;
}

function requests(access: ReportAccess, { publicUrl }: MessageContext): Html[] {
  const { clients, routes, slowest, anomalies, anomalyCount } = access;
  const route = ({ host, name: path }: { host: string | null; name: string }): Html =>
    html`${name(path, 120)}${host === null ? html`` : html` <span style="${MUTED}">${name(host)}</span>`}`;
  const list = (title: string, rows: readonly Html[]): Html[] =>
    rows.length === 0 ? [] : [html`${heading(title)}${table(rows.slice(0, ROWS))}`];
  const most = (values: readonly number[]): number => Math.max(1e-9, ...values);
  const [busiest, busiestRoute, slow] = [
    most(clients.map((client) => client.requests)),
    most(routes.map((one) => one.requests)),
    most(slowest.map(({ mean }) => mean ?? 0)),
  ];
  return [
    html`${heading('Requests to web servers')}${figures(requestFigures(access))}`,
    ...list(
      `Unusual: ${amount(anomalyCount, 'finding')}`,
      anomalies.map(({ title, score, why }) =>
        item(
          link(`${name(title)} (${score})`, publicUrl, '/#/anomalies'),
          name(why, 300),
          score / 100,
          score >= 75 ? ERRORS_COLOUR : REQUESTS_COLOUR,
        ),
      ),
    ),
    ...list(
      'Busiest routes',
      routes.map((one) => item(route(one), routeText(one), one.requests / busiestRoute, REQUESTS_COLOUR)),
    ),
    ...list(
      'Slowest routes',
      slowest.map((one) => item(route(one), latencyText(one), (one.mean ?? 0) / slow, REQUESTS_COLOUR)),
    ),
    ...list(
      'Top client addresses',
      clients.map(({ address, requests: asked, errors }) =>
        item(
          html`${name(address)}`,
          `${amount(asked, 'request')}, ${amount(errors, 'error')}`,
          asked / busiest,
          REQUESTS_COLOUR,
        ),
      ),
    ),
  ];
}

function state(report: Report): Html {
  const { alerts, timeZone, completeThrough } = report;
  return html`${heading('Alerts and completeness')}${warningsOf(report).map((text) => html`<div style="${BAD}">${text}</div>`)}
    <div style="${PLAIN}">${amount(alerts.fired, 'alert')} fired, ${count(alerts.resolved)} resolved</div>
    <div style="${MUTED}">
      complete through ${completeThrough === null ? 'nothing yet' : timeText(completeThrough, timeZone)}
    </div>`;
}
