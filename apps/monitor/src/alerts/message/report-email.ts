import type { EmailText } from './alert-email.js';
import { absolute, bar, emailPage, link, MUTED } from './email-frame.js';
import { spanText, timeText } from './headline.js';
import { Html, html, line, parted } from './inert.js';
import { SUBJECT_CHARACTERS } from './limits.js';
import type { MessageContext } from './message-content.js';
import type { Report, ReportService, ReportTotals } from './report.js';
import { amount, changeText, count, percent, reportTitle, warningsOf } from './report-words.js';

const RECORDS_COLOUR = '#98a2b3';
const ERRORS_COLOUR = '#d92d20';
const ROWS = 8;
const CHART_ROWS = 12;

export function reportEmail(report: Report, context: MessageContext): EmailText {
  const title = reportTitle(report);
  const body = [
    totals(report),
    ...(report.series.length > 0 ? [chart(report)] : []),
    services(report),
    ...(report.silent.length > 0 ? [silent(report)] : []),
    ...(report.access === undefined ? [] : [access(report.access)]),
    state(report),
  ];
  const foot = html`Sent by log-monitor each ${report.interval}; REPORT_INTERVAL changes that.
  ${link('Dashboard', context.publicUrl, '/')}`;
  return {
    subject: line(title, SUBJECT_CHARACTERS),
    html: emailPage({ title, mood: report.totals.critical > 0 ? 'critical' : 'info', body, foot }),
    text: plain(report, context),
  };
}

const name = (text: string): string => parted(line(text, 80)) || '(no name)';
const heading = (text: string): Html =>
  html`<div style="font-weight:600;font-size:15px;line-height:22px;padding:0 0 6px">${text}</div>`;
/** Rows of a table that is as wide as the mail. */
const table = (rows: readonly Html[]): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed">
    ${rows}
  </table>`;

function totals(report: Report): Html {
  const { totals: now, before } = report;
  const figure = (label: string, value: string, change: string): Html =>
    html`<td width="33%" valign="top" style="padding:0 4px 0 0">
      <div style="${MUTED}">${label}</div>
      <div style="font-size:22px;line-height:28px;font-weight:600">${value}</div>
      <div style="${MUTED}">${change}</div>
    </td>`;
  return html`<div style="${MUTED};padding:0 0 8px">${spanText(report)}</div>
    ${table([
      html`<tr>
        ${[
          figure('records', count(now.records), changeText(now.records, before.records)),
          figure('errors', count(now.errors), changeText(now.errors, before.errors)),
          figure('error rate', percent(now.errorRate), rateChange(now, before)),
        ]}
      </tr>`,
    ])}${now.critical > 0 ? html`<div style="padding:8px 0 0;color:${ERRORS_COLOUR};font-weight:600">${count(now.critical)} CRITICAL</div>` : html``}`;
}

function rateChange(now: ReportTotals, before: ReportTotals): string {
  if (before.records === 0) return 'nothing before';
  const points = (now.errorRate - before.errorRate) * 100;
  return Math.abs(points) < 0.005 ? 'as before' : `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(2)} points`;
}

/** Bars in cells: one row for a span, records in grey and errors in red below. */
function chart({ series, timeZone }: Report): Html {
  const rows = merged(series);
  const most = Math.max(1, ...rows.map(({ records }) => records));
  const mostErrors = Math.max(1, ...rows.map(({ errors }) => errors));
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' });
  const long = Date.parse(rows.at(-1)?.time ?? '') - Date.parse(rows[0]?.time ?? '') > 36 * 3_600_000;
  const when = (time: string): string => (long ? day : clock).format(new Date(time));
  return html`${heading('Records and errors')}${table(
      rows.map(
        ({ time, records, errors }) =>
          html`<tr>
            <td width="52" style="${MUTED};padding:1px 6px 1px 0">${when(time)}</td>
            <td style="padding:1px 0">${bar(records / most, RECORDS_COLOUR)}</td>
            <td width="52" align="right" style="${MUTED}">${count(records)}</td>
            <td width="6"></td>
            <td width="22%" style="padding:1px 0">${bar(errors / mostErrors, ERRORS_COLOUR)}</td>
            <td width="44" align="right" style="${MUTED}">${count(errors)}</td>
          </tr>`,
      ),
    )}
    <div style="${MUTED};padding:4px 0 0">grey: records, red: errors, each against its own highest row</div>`;
}

/** A phone shows a dozen rows at once. */
function merged(series: Report['series']): { time: string; records: number; errors: number }[] {
  const each = Math.ceil(series.length / CHART_ROWS);
  const rows: { time: string; records: number; errors: number }[] = [];
  series.forEach(({ time, records, errors }, index) => {
    const last = rows.at(-1);
    if (index % each === 0 || last === undefined) rows.push({ time, records, errors });
    else {
      last.records += records;
      last.errors += errors;
    }
  });
  return rows;
}

function services({ noisiest }: Report): Html {
  const most = Math.max(1, ...noisiest.map(({ errors }) => errors));
  if (noisiest.length === 0)
    return html`${heading('Noisiest services')}
      <div style="${MUTED}">No service logged.</div>`;
  return html`${heading('Noisiest services')}${table(
    noisiest.slice(0, ROWS).map(
      (service) =>
        html`<tr>
            <td style="padding:3px 6px 0 0;word-break:break-word;font-size:14px;line-height:19px">
              ${name(service.name)}
            </td>
            <td width="52%" align="right" style="${MUTED};padding:3px 0 0">${serviceText(service)}</td>
          </tr>
          <tr>
            <td colspan="2" style="padding:1px 0 4px">${bar(service.errors / most, ERRORS_COLOUR)}</td>
          </tr>`,
    ),
  )}`;
}

function serviceText({ records, errors, errorsBefore }: ReportService): string {
  return `${amount(errors, 'error')} (${changeText(errors, errorsBefore)}) of ${count(records)}`;
}

function silent({ silent: services }: Report): Html {
  const rest = services.length - ROWS;
  return html`${heading('Silent: logged before, and not in this span')}
    <div style="font-size:14px;line-height:20px;word-break:break-word">
      ${services
        .slice(0, ROWS)
        .map((service) => name(service.name))
        .join(', ')}${rest > 0 ? `, and ${rest} more` : ''}
    </div>`;
}

function access({ requests, faults, requestsBefore, clients }: NonNullable<Report['access']>): Html {
  const most = Math.max(1, ...clients.map((client) => client.requests));
  return html`${heading('Web servers')}
    <div style="font-size:14px;line-height:20px;padding:0 0 6px">
      ${amount(requests, 'request')} (${changeText(requests, requestsBefore)}), ${count(faults)} answered with 500 or
      above
    </div>
    <div style="${MUTED}">top client addresses</div>
    ${table(
      clients.slice(0, ROWS).map(
        (client) =>
          html`<tr>
              <td style="padding:3px 6px 0 0;word-break:break-word;font-size:14px;line-height:19px">
                ${name(client.address)}
              </td>
              <td width="50%" align="right" style="${MUTED};padding:3px 0 0">
                ${count(client.requests)}, ${amount(client.errors, 'error')}
              </td>
            </tr>
            <tr>
              <td colspan="2" style="padding:1px 0 4px">${bar(client.requests / most, RECORDS_COLOUR)}</td>
            </tr>`,
      ),
    )}`;
}

function state(report: Report): Html {
  const { alerts, timeZone, completeThrough } = report;
  return html`${heading('Alerts and completeness')}${warningsOf(report).map((text) => html`<div style="font-size:14px;line-height:20px;color:${ERRORS_COLOUR}">${text}</div>`)}
    <div style="font-size:14px;line-height:20px">
      ${amount(alerts.fired, 'alert')} fired, ${count(alerts.resolved)} resolved
    </div>
    <div style="${MUTED}">
      complete through ${completeThrough === null ? 'nothing yet' : timeText(completeThrough, timeZone)}
    </div>`;
}

function plain(report: Report, { publicUrl }: MessageContext): string {
  const { totals: now, before, noisiest, silent: gone, access: web, alerts } = report;
  return [
    reportTitle(report),
    `${spanText(report)}`,
    '',
    `records     ${count(now.records)} (${changeText(now.records, before.records)})`,
    `errors      ${count(now.errors)} (${changeText(now.errors, before.errors)}), ${count(now.critical)} CRITICAL`,
    `error rate  ${percent(now.errorRate)} (${rateChange(now, before)})`,
    '',
    'Noisiest services',
    ...noisiest.slice(0, ROWS).map((service) => `  ${name(service.name)}: ${serviceText(service)}`),
    ...(gone.length > 0
      ? [
          '',
          `Silent: ${gone
            .slice(0, 20)
            .map((service) => name(service.name))
            .join(', ')}`,
        ]
      : []),
    ...(web === undefined
      ? []
      : [
          '',
          `Web servers: ${count(web.requests)} requests, ${count(web.faults)} answered with 500 or above`,
          ...web.clients.slice(0, ROWS).map((client) => `  ${name(client.address)}: ${count(client.requests)}`),
        ]),
    '',
    ...warningsOf(report),
    `${amount(alerts.fired, 'alert')} fired, ${count(alerts.resolved)} resolved`,
    absolute(publicUrl, '/'),
  ].join('\n');
}
