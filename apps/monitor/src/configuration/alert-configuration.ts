import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { AlertRuleInput } from '@log-monitor/monitor-api';
import { z } from 'zod';
import { readAlertRules } from './alert-rules-file.js';
import { isEmailAddress, type ReportInterval, type SmtpConnection } from './alert-variables.js';
import type { VariableValues } from './configuration-schema.js';

/** Where alerts and reports go. A channel that is undefined does not exist. */
export interface AlertConfiguration {
  email: { smtp: SmtpConnection; from: string; to: readonly string[] } | undefined;
  slack: SlackConnection | undefined;
  webhook: { url: string; secret: string | undefined } | undefined;
  /** Folder for mails in files. */
  mailDirectory: string | undefined;
  /** Folder for reports, and how many stay in it. */
  reportFiles: { directory: string; kept: number } | undefined;
  /** Hosts, in lower case, that webhooks and Slack may reach at any address. */
  allowedHosts: ReadonlySet<string>;
  /** Beginning of links, without a slash at its end. */
  publicUrl: string;
  report: { interval: ReportInterval; hour: number; minute: number };
  /** Those of ALERT_RULES_FILE, by id. */
  rules: ReadonlyMap<string, AlertRuleInput>;
}

export type SlackConnection = { kind: 'webhook'; url: string } | { kind: 'bot'; token: string; channel: string };

/** As Visor reads it; it signs in to Gmail by port 587 with STARTTLS. */
const visorPrivate = z.object({ email: z.object({ address: z.string().min(3), password: z.string().min(1) }) });
const VISOR_SERVER = { host: 'smtp.gmail.com', port: 587, secure: false, requireTls: true };

/** Puts the variables of alerts together; each mistake is a sentence in `problems`. */
export function alertConfiguration(values: VariableValues, problems: string[]): AlertConfiguration {
  const [hour, minute] = values.REPORT_TIME.split(':').map(Number) as [number, number];
  const reportDirectory = values.REPORT_DIR;
  const allowedHosts = new Set((values.ALERT_WEBHOOK_ALLOWED_HOSTS ?? []).map((name) => name.toLowerCase()));
  return {
    email: emailOf(values, problems),
    slack: slackOf(values, allowedHosts, problems),
    webhook: webhookOf(values, allowedHosts, problems),
    mailDirectory: values.ALERT_MAIL_DIR,
    reportFiles:
      reportDirectory === undefined ? undefined : { directory: reportDirectory, kept: values.REPORT_FILES_KEPT },
    allowedHosts,
    publicUrl: publicUrlOf(values),
    report: { interval: values.REPORT_INTERVAL, hour, minute },
    rules: readAlertRules(values.ALERT_RULES_FILE, problems),
  };
}

function emailOf(values: VariableValues, problems: string[]): AlertConfiguration['email'] {
  const { SMTP_URL: given, VISOR_PRIVATE_FILE: file, ALERT_EMAIL_FROM: sender } = values;
  const visor = file === undefined ? undefined : readVisor(file, problems);
  const smtp = given ?? visor?.smtp;
  const to = values.ALERT_EMAIL_TO ?? (given === undefined ? visor?.to : undefined);
  if (smtp === undefined) {
    if ((to !== undefined || sender !== undefined) && file === undefined && values.ALERT_MAIL_DIR === undefined)
      problems.push('SMTP_URL is not set, and ALERT_EMAIL_TO and ALERT_EMAIL_FROM need it: name the mail server');
    return undefined;
  }
  if (to === undefined) {
    problems.push('ALERT_EMAIL_TO is not set, and SMTP_URL needs it: say who is to get the mails');
    return undefined;
  }
  const user = smtp.auth?.user ?? '';
  return { smtp, from: sender ?? (isEmailAddress(user) ? user : `log-monitor@${senderHost(smtp.host)}`), to };
}

/** Mail servers refuse senders at bare addresses. */
function senderHost(host: string): string {
  const name = /^[\d.]+$|:/.test(host) ? hostname() : host;
  return isEmailAddress(`log-monitor@${name}`) ? name : 'localhost';
}

function readVisor(file: string, problems: string[]): { smtp: SmtpConnection; to: string[] } | undefined {
  try {
    const { email } = visorPrivate.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (!isEmailAddress(email.address)) throw new Error('its email.address is no e-mail address');
    return { smtp: { ...VISOR_SERVER, auth: { user: email.address, pass: email.password } }, to: [email.address] };
  } catch (error) {
    const wrongShape = error instanceof z.ZodError || error instanceof SyntaxError;
    const why = wrongShape ? 'it must be JSON with email.address and email.password' : (error as Error).message;
    problems.push(`VISOR_PRIVATE_FILE names a file that cannot be used: ${why}`);
    return undefined;
  }
}

function slackOf(
  values: VariableValues,
  allowed: ReadonlySet<string>,
  problems: string[],
): AlertConfiguration['slack'] {
  const { SLACK_WEBHOOK_URL: url, SLACK_BOT_TOKEN: token, SLACK_CHANNEL: channel } = values;
  if ((token === undefined) !== (channel === undefined))
    problems.push('SLACK_BOT_TOKEN and SLACK_CHANNEL go together: set both or none');
  if (token !== undefined && channel !== undefined) return { kind: 'bot', token, channel };
  if (url === undefined) return undefined;
  demandHttps('SLACK_WEBHOOK_URL', url, allowed, problems);
  return { kind: 'webhook', url };
}

function webhookOf(
  values: VariableValues,
  allowed: ReadonlySet<string>,
  problems: string[],
): AlertConfiguration['webhook'] {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = values;
  if (url === undefined) {
    if (secret !== undefined) problems.push('ALERT_WEBHOOK_SECRET is set but ALERT_WEBHOOK_URL is not');
    return undefined;
  }
  demandHttps('ALERT_WEBHOOK_URL', url, allowed, problems);
  return { url, secret };
}

function demandHttps(variable: string, text: string, allowed: ReadonlySet<string>, problems: string[]): void {
  const { protocol, hostname: host } = new URL(text);
  if (protocol === 'https:' || allowed.has(host)) return;
  problems.push(`${variable} must begin with https://, unless ALERT_WEBHOOK_ALLOWED_HOSTS names its host`);
}

function publicUrlOf(values: VariableValues): string {
  const { LOG_MONITOR_PUBLIC_URL: given, LOG_MONITOR_SERVER_HOST: host, LOG_MONITOR_SERVER_PORT: port } = values;
  if (given !== undefined) return given.replace(/\/+$/, '');
  const name = ['0.0.0.0', '::', '127.0.0.1'].includes(host) ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
