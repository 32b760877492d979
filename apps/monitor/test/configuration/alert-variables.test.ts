import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Configuration } from '../../src/configuration/configuration.js';
import { type ConfigurationError, loadConfiguration } from '../../src/configuration/load-configuration.js';

const alertsOf = (variables: Record<string, string>): Configuration['alerts'] =>
  loadConfiguration({ DATABASE_URL: 'postgres://localhost/x', ...variables }, '1').alerts;

const problemsOf = (variables: Record<string, string>): readonly string[] => {
  try {
    alertsOf(variables);
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
};

const fileWith = (text: string): string => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'alert-variables-')), 'private.json');
  writeFileSync(file, text);
  return file;
};

it('has no channel where nothing is said, and a daily report at eight', () => {
  expect(alertsOf({})).toMatchObject({
    email: undefined,
    slack: undefined,
    webhook: undefined,
    mailDirectory: undefined,
    reportFiles: undefined,
    publicUrl: 'http://localhost:5004',
    report: { interval: 'daily', hour: 8, minute: 0 },
  });
});

it('needs SMTP_URL and ALERT_EMAIL_TO alone to send mails', () => {
  const { email } = alertsOf({
    SMTP_URL: 'smtp://bob%40example.com:p%40ss@mail.example.com',
    ALERT_EMAIL_TO: 'a@example.com, b@example.com',
  });
  expect(email).toEqual({
    smtp: {
      host: 'mail.example.com',
      port: 587,
      secure: false,
      requireTls: true,
      auth: { user: 'bob@example.com', pass: 'p@ss' },
    },
    from: 'bob@example.com',
    to: ['a@example.com', 'b@example.com'],
  });
  expect(alertsOf({ SMTP_URL: 'smtps://mail.example.com', ALERT_EMAIL_TO: 'a@example.com' }).email).toMatchObject({
    smtp: { port: 465, secure: true, requireTls: false },
    from: 'log-monitor@mail.example.com',
  });
});

it("takes the account of Visor's private.json", () => {
  const file = fileWith('{"email": {"address": "me@gmail.com", "password": "secret word"}}');
  expect(alertsOf({ VISOR_PRIVATE_FILE: file }).email).toEqual({
    smtp: {
      host: 'smtp.gmail.com',
      port: 587,
      secure: false,
      requireTls: true,
      auth: { user: 'me@gmail.com', pass: 'secret word' },
    },
    from: 'me@gmail.com',
    to: ['me@gmail.com'],
  });
  expect(alertsOf({ VISOR_PRIVATE_FILE: file, ALERT_EMAIL_TO: 'ops@example.com' }).email?.to).toEqual([
    'ops@example.com',
  ]);
});

it('takes a bot in place of a webhook, hosts that are allowed, and spans for reports', () => {
  const bot = { SLACK_BOT_TOKEN: 'xoxb-0123456789', SLACK_CHANNEL: '#alerts' };
  expect(alertsOf(bot).slack).toEqual({ kind: 'bot', token: 'xoxb-0123456789', channel: '#alerts' });
  const sink = { ALERT_WEBHOOK_URL: 'http://Sink.local:8080/x', ALERT_WEBHOOK_ALLOWED_HOSTS: 'sink.local' };
  expect(alertsOf(sink).webhook?.url).toBe('http://Sink.local:8080/x');
  expect(alertsOf({ REPORT_INTERVAL: '10m' }).report.interval).toEqual({ everyMs: 600_000 });
  expect(alertsOf({ REPORT_INTERVAL: 'off', REPORT_TIME: '02:30' }).report).toEqual({
    interval: 'off',
    hour: 2,
    minute: 30,
  });
  expect(alertsOf({ LOG_MONITOR_PUBLIC_URL: 'https://logs.example.com/' }).publicUrl).toBe('https://logs.example.com');
});

it.each<[Record<string, string>, RegExp]>([
  [{ SMTP_URL: 'mail.example.com' }, /^SMTP_URL must be an address such as smtp:/],
  [{ SMTP_URL: 'smtp://user@mail.example.com' }, /^SMTP_URL must be an address/],
  [{ SMTP_URL: 'smtp://mail.example.com/path' }, /^SMTP_URL must be an address/],
  [{ SMTP_URL: 'smtp://mail.example.com' }, /^ALERT_EMAIL_TO is not set, and SMTP_URL needs it/],
  [{ ALERT_EMAIL_TO: 'ops@example.com' }, /^SMTP_URL is not set, and ALERT_EMAIL_TO/],
  [{ ALERT_EMAIL_TO: 'ops at example.com' }, /^ALERT_EMAIL_TO must be e-mail addresses/],
  [{ ALERT_EMAIL_TO: 'ops@example.com\r\nBcc: x@example.com' }, /^ALERT_EMAIL_TO must be e-mail addresses/],
  [{ ALERT_EMAIL_FROM: '"<x>" <a@b>' }, /^ALERT_EMAIL_FROM must be one e-mail address/],
  [{ SLACK_WEBHOOK_URL: 'hooks.slack.com/services/x' }, /^SLACK_WEBHOOK_URL must be an incoming webhook's address/],
  [{ SLACK_WEBHOOK_URL: 'http://hooks.slack.com/x' }, /^SLACK_WEBHOOK_URL must begin with https:/],
  [{ SLACK_BOT_TOKEN: 'xoxb-0123456789' }, /^SLACK_BOT_TOKEN and SLACK_CHANNEL go together/],
  [{ SLACK_BOT_TOKEN: 'token' }, /^SLACK_BOT_TOKEN must be a bot's token/],
  [{ ALERT_WEBHOOK_URL: 'ftp://example.com' }, /^ALERT_WEBHOOK_URL must be an address/],
  [{ ALERT_WEBHOOK_URL: 'http://example.com' }, /^ALERT_WEBHOOK_URL must begin with https:/],
  [{ ALERT_WEBHOOK_SECRET: 'short' }, /^ALERT_WEBHOOK_SECRET must have at least 16/],
  [{ ALERT_WEBHOOK_SECRET: 'long enough to be one' }, /^ALERT_WEBHOOK_SECRET is set but ALERT_WEBHOOK_URL is not/],
  [{ ALERT_WEBHOOK_ALLOWED_HOSTS: 'https://x' }, /^ALERT_WEBHOOK_ALLOWED_HOSTS must be host names/],
  [{ REPORT_INTERVAL: 'hourly' }, /^REPORT_INTERVAL must be off, daily, weekly/],
  [{ REPORT_INTERVAL: '99d' }, /^REPORT_INTERVAL must be off, daily, weekly/],
  [{ REPORT_TIME: '8am' }, /^REPORT_TIME must be a time/],
  [{ LOG_MONITOR_PUBLIC_URL: 'logs' }, /^LOG_MONITOR_PUBLIC_URL must be an address/],
  [{ VISOR_PRIVATE_FILE: '/no/such/file' }, /^VISOR_PRIVATE_FILE names a file that cannot be used: ENOENT/],
  [{ VISOR_PRIVATE_FILE: fileWith('{"email": {}}') }, /^VISOR_PRIVATE_FILE .*email\.address and email\.password/],
  [{ VISOR_PRIVATE_FILE: fileWith('no json') }, /^VISOR_PRIVATE_FILE .*must be JSON/],
])('says what is wrong with %j, in one sentence', (variables, sentence) => {
  const problems = problemsOf(variables);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(sentence);
  expect(problems[0]).not.toMatch(/\n/);
});

it('never repeats a secret', () => {
  const secrets = {
    SMTP_URL: 'smtp//u:hunter2@h',
    SLACK_WEBHOOK_URL: 'hooks/T0/hunter2',
    ALERT_WEBHOOK_SECRET: 'hunter2',
  };
  const problems = problemsOf(secrets);
  expect(problems).toHaveLength(3);
  expect(problems.join('\n')).not.toContain('hunter2');
});
