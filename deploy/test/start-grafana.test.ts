import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const GRAFANA = fileURLToPath(new URL('../grafana/', import.meta.url));

describe('start-grafana', () => {
  const PRINT =
    'console.log(JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([k]) => /^GF_SMTP/.test(k)))))';

  function start(variables: Record<string, string>): { env: Record<string, string>; files: string[]; policy: string } {
    const to = mkdtempSync(path.join(tmpdir(), 'alerting-'));
    try {
      const from = path.join(GRAFANA, 'provisioning', 'alerting');
      const command = [path.join(GRAFANA, 'start-grafana'), from, to, process.execPath, '-e', PRINT];
      const { status, stdout } = spawnSync('sh', command, { env: { PATH: process.env['PATH'], ...variables } });
      expect(status).toBe(0);
      const policy = readFileSync(path.join(to, 'policies.yaml'), 'utf8');
      return { env: JSON.parse(stdout.toString()) as Record<string, string>, files: readdirSync(to).sort(), policy };
    } finally {
      rmSync(to, { recursive: true });
    }
  }

  it('leaves contact points out whose variables are not set', () => {
    const { env, files, policy } = start({ SMTP_URL: '', ALERT_EMAIL_TO: 'a@example.com', SLACK_WEBHOOK_URL: '' });
    expect(files).toEqual(['policies.yaml', 'rules.yaml']);
    expect(policy).toContain('resetPolicies: [1]');
    expect(env).toEqual({});
  });

  it('has both where both are set, and takes SMTP_URL apart', () => {
    const { env, files, policy } = start({
      SMTP_URL: 'smtp://me%40example.com:p%3A%2F%5C%25w@mail.example.com:2525/?pool=true',
      ALERT_EMAIL_FROM: 'monitor@example.com',
      ALERT_EMAIL_TO: 'a@example.com;b@example.com',
      SLACK_WEBHOOK_URL: 'https://hooks.example.com/x',
    });
    expect(files).toEqual(['email.yaml', 'policies.yaml', 'rules.yaml', 'slack.yaml']);
    expect(policy).toMatch(/receiver: log-monitor e-mail, continue: true[^]*receiver: log-monitor Slack/);
    expect(env).toEqual({
      GF_SMTP_ENABLED: 'true',
      GF_SMTP_HOST: 'mail.example.com:2525',
      GF_SMTP_USER: 'me@example.com',
      GF_SMTP_PASSWORD: 'p:/\\%w',
      GF_SMTP_FROM_ADDRESS: 'monitor@example.com',
    });
  });

  it.each([
    ['smtps://mail.example.com', 'mail.example.com:465'],
    ['smtp://mail.example.com', 'mail.example.com:587'],
  ])('%s means %s', (SMTP_URL, host) => {
    expect(start({ SMTP_URL, ALERT_EMAIL_TO: 'a@example.com' }).env['GF_SMTP_HOST']).toBe(host);
  });
});
