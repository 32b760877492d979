import type { Report, ReportAccess, ReportProblem } from '@log-monitor/monitor-api';
import type { SlackBlock, SlackMessage } from './alert-slack.js';
import { absolute } from './email-frame.js';
import { spanText } from './headline.js';
import { line, slackText } from './inert.js';
import { fit, SLACK_MESSAGE_CHARACTERS, SLACK_SECTION_CHARACTERS } from './limits.js';
import type { MessageContext } from './message-content.js';
import {
  amount,
  clientText,
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

const ROWS = 5;

export function reportSlack(report: Report, context: MessageContext): SlackMessage {
  return fit(
    ({ events }) => ({
      text: slackText(reportTitle(report)),
      blocks: blocksOf(report, context, Math.min(ROWS, events)),
    }),
    ({ blocks }) => JSON.stringify(blocks).length <= SLACK_MESSAGE_CHARACTERS,
  );
}

const name = (text: string, limit = 60): string => slackText(line(text, limit)) || '(no name)';

function blocksOf(report: Report, { publicUrl }: MessageContext, rows: number): SlackBlock[] {
  const { noisiest, silent, access, totals, alerts } = report;
  const critical = totals.critical === 0 ? [] : [`*${totals.critical} CRITICAL*`];
  const problem = (one: ReportProblem): string =>
    `• <${absolute(publicUrl, `/#/problems/records/${one.id}`)}|${name(one.title, 100)}>: ${slackText(problemText(one))}`;
  const pages = [
    ['Dashboard', '/'],
    ['Reports', '/#/alerts?view=reports'],
  ].map(([word = '', path = '']) => `<${absolute(publicUrl, path)}|${word}>`);
  return [
    section([
      `*${slackText(reportTitle(report))}*`,
      slackText(spanText(report)),
      figureLine(recordFigures(report)),
      ...critical,
    ]),
    section([
      `*Problems*: ${problemsText(report)}`,
      ...report.problems.top.slice(0, rows).map(problem),
      ...otherNew(report, rows).slice(0, rows).map(problem),
    ]),
    ...list(
      'Noisiest services',
      noisiest.slice(0, rows).map((one) => `${name(one.name)}: ${serviceText(one)}`),
    ),
    ...list(
      'Silent: logged before, and not in this span',
      silent.slice(0, rows).map((one) => name(one.name)),
    ),
    ...(access === null ? [] : accessBlocks(access, rows)),
    section([
      ...warningsOf(report).map((text) => `:warning: ${slackText(text)}`),
      `${amount(alerts.fired, 'alert')} fired, ${alerts.resolved} resolved · ${pages.join(' · ')}`,
    ]),
  ];
}

function accessBlocks(access: ReportAccess, rows: number): SlackBlock[] {
  const { clients, routes, slowest, anomalies } = access;
  return [
    section(['*Requests to web servers*', figureLine(requestFigures(access))]),
    ...list(
      unusualText(access),
      anomalies.slice(0, rows).map(({ title, score, why }) => `${name(title)} (${score}): ${name(why, 200)}`),
    ),
    ...list(
      'Busiest routes',
      routes.slice(0, rows).map((one) => `${name(one.name)}: ${routeText(one)}`),
    ),
    ...list(
      'Slowest routes',
      slowest.slice(0, rows).map((one) => `${name(one.name)}: ${latencyText(one)}`),
    ),
    ...list(
      'Top client addresses',
      clients.slice(0, rows).map((one) => `${name(one.address)}: ${clientText(one)}`),
    ),
  ];
}

function figureLine(figures: readonly Figure[]): string {
  return figures.map(({ label, value, change }) => `${slackText(label)} *${value}* (${slackText(change)})`).join(' · ');
}

function list(head: string, rows: readonly string[]): SlackBlock[] {
  return rows.length === 0 ? [] : [section([`*${head}*`, ...rows.map((row) => `• ${row}`)])];
}

/** Whole lines only: an escaped character must not be cut in two. */
function section(lines: readonly string[]): SlackBlock {
  let text = '';
  for (const each of lines) {
    if (text.length + each.length + 1 > SLACK_SECTION_CHARACTERS) break;
    text += (text === '' ? '' : '\n') + each;
  }
  return { type: 'section', text: { type: 'mrkdwn', verbatim: true, text } };
}
