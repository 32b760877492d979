import type { SlackBlock, SlackMessage } from './alert-slack.js';
import { absolute } from './email-frame.js';
import { spanText } from './headline.js';
import { line, slackText } from './inert.js';
import { SLACK_SECTION_CHARACTERS } from './limits.js';
import type { MessageContext } from './message-content.js';
import type { Report } from './report.js';
import { changeText, count, percent, reportTitle, warningsOf } from './report-words.js';

const ROWS = 5;

export function reportSlack(report: Report, { publicUrl }: MessageContext): SlackMessage {
  const { totals, before, noisiest, silent, access } = report;
  const name = (text: string): string => slackText(line(text, 80));
  const lines = [
    `*${slackText(reportTitle(report))}*`,
    slackText(spanText(report)),
    `${count(totals.records)} records (${changeText(totals.records, before.records)}), ${count(totals.errors)} errors (${changeText(totals.errors, before.errors)}), ${percent(totals.errorRate)}, ${count(totals.critical)} CRITICAL`,
    ...noisiest
      .slice(0, ROWS)
      .map((service) => `• ${name(service.name)}: ${count(service.errors)} errors of ${count(service.records)}`),
    ...(silent.length > 0
      ? [
          `silent: ${silent
            .slice(0, 10)
            .map((service) => name(service.name))
            .join(', ')}`,
        ]
      : []),
    ...(access === undefined ? [] : accessLines(access, name)),
    ...warningsOf(report).map(slackText),
    `<${absolute(publicUrl, '/')}|Dashboard>`,
  ];
  return { text: slackText(reportTitle(report)), blocks: [section(lines)] };
}

function accessLines({ requests, faults, clients }: NonNullable<Report['access']>, name: (text: string) => string) {
  return [
    `web servers: ${count(requests)} requests, ${count(faults)} answered with 500 or above`,
    ...clients.slice(0, ROWS).map((client) => `• ${name(client.address)}: ${count(client.requests)} requests`),
  ];
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
