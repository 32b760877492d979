import { z } from 'zod';
import { readList } from './access-variables.js';
import type { VariableRule } from './variable-rule.js';

/** One address as mail servers take it; no name beside it, no line break, no quoting: nothing that could end a header. */
const EMAIL_ADDRESS = /^[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;
const HOST_NAME = /^([a-zA-Z0-9._-]+|[0-9a-fA-F:.]+|\[[0-9a-fA-F:.]+\])$/;
const REPORT_SPAN = /^([1-9]\d{0,4})(m|h|d|w)$/;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
export const MAX_REPORT_SPAN_MS = 31 * 86_400_000;

/** How often a report comes: by the calendar, or each so many milliseconds. */
export type ReportInterval = 'off' | 'daily' | 'weekly' | { readonly everyMs: number };

/** How mail is handed over. */
export interface SmtpConnection {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  secure: boolean;
  /** Nothing is sent without TLS: passwords do not cross a network in the clear. */
  requireTls: boolean;
  auth?: { user: string; pass: string };
}

const smtpUrl = z
  .string()
  .refine((text) => readSmtpUrl(text) !== undefined, {
    message: 'must be an address such as smtp://user:password@mail.example.com:587, or smtps:// for TLS from the start',
  })
  .transform((text) => readSmtpUrl(text) as SmtpConnection);

const address = z.string().regex(EMAIL_ADDRESS, 'must be one e-mail address such as alerts@example.com');

const addressList = z
  .string()
  .transform(readList)
  .pipe(
    z
      .array(z.string().regex(EMAIL_ADDRESS, 'must be e-mail addresses such as ops@example.com, separated by commas'))
      .min(1, 'names no address')
      .max(50, 'names more than 50 addresses'),
  );

const webAddress = (what: string, protocols: RegExp) =>
  z.string().refine((text) => isWebAddress(text, protocols), `must be ${what}`);

const reportInterval = z
  .string()
  .refine(
    (text) => readReportInterval(text) !== undefined,
    'must be off, daily, weekly, or a span such as 10m, 6h, 2d, 2w',
  )
  .transform((text) => readReportInterval(text) as ReportInterval);

/** What concerns alerts and reports. */
export const ALERT_VARIABLES = {
  ALERT_RULES_FILE: {
    schema: z.string().min(1),
    about:
      'YAML file with alert rules, read at the start; they stand beside those of the API, which cannot change them (docs/alerts.md)',
  },
  SMTP_URL: {
    schema: smtpUrl,
    secret: true,
    about:
      'mail server for alerts and reports, smtp://user:password@host:587 (STARTTLS) or smtps://host:465; with a password, TLS is demanded unless the server is on this machine; NODE_EXTRA_CA_CERTS adds an authority of your own',
  },
  ALERT_EMAIL_FROM: {
    schema: address,
    about: 'sender of mails; unset: the user of SMTP_URL if that is an address, else log-monitor at its host',
  },
  ALERT_EMAIL_TO: { schema: addressList, about: 'who gets alerts and reports by mail, separated by commas' },
  VISOR_PRIVATE_FILE: {
    schema: z.string().min(1),
    about:
      "Visor's private.json, with email.address and email.password of a Gmail account: stands in for SMTP_URL, ALERT_EMAIL_FROM and, if that is unset, ALERT_EMAIL_TO",
  },
  SLACK_WEBHOOK_URL: {
    schema: webAddress("an incoming webhook's address such as https://hooks.slack.com/services/…", /^https?:$/),
    secret: true,
    about: 'incoming webhook of a Slack channel for alerts and reports',
  },
  SLACK_BOT_TOKEN: {
    schema: z.string().regex(/^xoxb-[A-Za-z0-9-]{10,}$/, "must be a bot's token, which begins with xoxb-"),
    secret: true,
    about: 'bot with chat:write, in place of SLACK_WEBHOOK_URL: its messages are updated when an alert is resolved',
  },
  SLACK_CHANNEL: {
    schema: z
      .string()
      .regex(/^(#?[\p{L}\p{N}_-]{1,80})$/u, 'must be the id or the name of a channel such as C0123ABCD'),
    about: "channel for the bot's messages",
  },
  ALERT_WEBHOOK_URL: {
    schema: webAddress('an address such as https://hooks.example.com/alerts', /^https?:$/),
    secret: true,
    about: 'gets alerts and reports as JSON, by POST',
  },
  ALERT_WEBHOOK_SECRET: {
    schema: z.string().min(16, 'must have at least 16 characters'),
    secret: true,
    about: 'key of the signature (HMAC-SHA256) on what ALERT_WEBHOOK_URL gets; unset: it is not signed',
  },
  ALERT_WEBHOOK_ALLOWED_HOSTS: {
    schema: z
      .string()
      .transform(readList)
      .pipe(z.array(z.string().regex(HOST_NAME, 'must be host names without scheme and port, separated by commas'))),
    about:
      'hosts of webhooks and Slack that may be at a private or loopback address, answer by plain http, or be redirected to; unset: none',
  },
  ALERT_MAIL_DIR: {
    schema: z.string().min(1),
    about: 'folder in which each alert and report is also put as a mail in a file; npm start sets .data/mail',
  },
  LOG_MONITOR_PUBLIC_URL: {
    schema: webAddress('an address such as https://logs.example.com', /^https?:$/),
    about: 'address under which people open the dashboard, for links in messages; unset: that of this machine',
  },
  REPORT_INTERVAL: {
    schema: reportInterval,
    fallback: 'daily',
    about: 'how often a report goes to all channels: off, daily, weekly (Mondays), or a span such as 10m, 6h, 2w',
  },
  REPORT_TIME: {
    schema: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 08:00'),
    fallback: '08:00',
    about: 'when a daily or weekly report is due, in DISPLAY_TIME_ZONE',
  },
  REPORT_DIR: {
    schema: z.string().min(1),
    about: 'folder in which each report is also put as HTML, text and JSON; unset: in none',
  },
  REPORT_FILES_KEPT: {
    schema: z
      .string()
      .regex(/^[1-9]\d{0,4}$/, 'must be a whole number from 1 to 99999')
      .transform(Number),
    fallback: '100',
    about: 'reports that stay in REPORT_DIR; the oldest are removed',
  },
} as const satisfies Record<string, VariableRule>;

/** @returns undefined for what is no such address */
export function readSmtpUrl(text: string): SmtpConnection | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '')
    return undefined;
  if ((url.pathname !== '' && url.pathname !== '/') || url.search !== '') return undefined;
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const [user, pass] = [decoded(url.username), decoded(url.password)];
  if (user === undefined || pass === undefined || (user === '') !== (pass === '')) return undefined;
  return {
    host,
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    requireTls: user !== '' && !/^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host),
    ...(user !== '' && { auth: { user, pass } }),
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export function isEmailAddress(text: string): boolean {
  return EMAIL_ADDRESS.test(text);
}

/** @returns undefined for what is no interval, or longer than 31 days */
export function readReportInterval(text: string): ReportInterval | undefined {
  if (text === 'off' || text === 'daily' || text === 'weekly') return text;
  const [, count, unit] = REPORT_SPAN.exec(text) ?? [];
  const everyMs = Number(count) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  return everyMs <= MAX_REPORT_SPAN_MS ? { everyMs } : undefined;
}

function isWebAddress(text: string, protocols: RegExp): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && protocols.test(url.protocol) && url.hostname !== '' && url.hash === '';
}
