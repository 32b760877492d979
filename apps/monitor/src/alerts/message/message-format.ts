import type { Report } from '@log-monitor/monitor-api';
import { alertEmail, type EmailText } from './alert-email.js';
import { alertSlack, type SlackMessage } from './alert-slack.js';
import { alertWebhook } from './alert-webhook.js';
import type { MessageContent, MessageContext } from './message-content.js';
import { reportEmail } from './report-email.js';
import { reportSlack } from './report-slack.js';

export function emailOf(content: MessageContent, context: MessageContext): EmailText {
  return content.kind === 'alert' ? alertEmail(content, context) : reportEmail(wholeReport(content.report), context);
}

export function slackOf(content: MessageContent, context: MessageContext): SlackMessage {
  return content.kind === 'alert' ? alertSlack(content, context) : reportSlack(wholeReport(content.report), context);
}

/** @param key the same at every attempt */
export function webhookOf(content: MessageContent, context: MessageContext, key: string): string {
  if (content.kind === 'alert') return alertWebhook(content, context, key);
  return JSON.stringify({ version: 1, kind: 'report', key, report: wholeReport(content.report) });
}

/** A report that an older version made is kept for 30 days and has no problems and other requests. */
export function wholeReport(stored: Report): Report {
  const { from, to, access } = stored;
  const lacks = { madeAt: to, problems: { count: 0, newCount: 0, top: [], new: [], from, to } };
  return { ...lacks, ...stored, access: access && 'totals' in access ? access : null };
}
