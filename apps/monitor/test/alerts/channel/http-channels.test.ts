import type { Report } from '@log-monitor/monitor-api';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outgoing } from '../../../src/alerts/channel/channel.js';
import { FileChannel } from '../../../src/alerts/channel/file-channel.js';
import { ReportFileChannel } from '../../../src/alerts/channel/report-file-channel.js';
import { SlackChannel } from '../../../src/alerts/channel/slack-channel.js';
import { WebhookChannel } from '../../../src/alerts/channel/webhook-channel.js';
import type { AlertContent } from '../../../src/alerts/message/message-content.js';
import { alertEvent } from '../../parts/alert-events.js';
import { HttpSink } from '../../parts/http-sink.js';

const CONTEXT = { publicUrl: 'https://logs.example.com', timeZone: 'UTC' };
const ALLOWED = new Set(['127.0.0.1']);
const SECRET = 'sixteen characters';
const content: AlertContent = { kind: 'alert', events: [alertEvent()], suppressed: 0 };
const outgoing: Outgoing = {
  key: '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f',
  at: '2026-11-28T03:12:08.000Z',
  content,
  earlier: [],
};
let sink: HttpSink;

beforeEach(async () => {
  sink = await new HttpSink().listen();
});

afterEach(async () => sink.close());

describe('a webhook', () => {
  const send = (url = sink.url, allowed = ALLOWED) =>
    new WebhookChannel({ url, secret: SECRET }, allowed, CONTEXT).send(outgoing);

  it('gets JSON with the key, signed with the time', async () => {
    expect(await send()).toEqual({ kind: 'delivered', detail: `127.0.0.1:${sink.port} answered 200` });
    const [got] = sink.received;
    expect(got?.headers['idempotency-key']).toBe(outgoing.key);
    expect(JSON.parse(got?.body ?? '')).toMatchObject({
      key: outgoing.key,
      kind: 'alert',
      events: [{ key: 'booking' }],
    });
    const [, seconds, hash] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(got?.headers['x-log-monitor-signature'])) ?? [];
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(60);
    expect(hash).toBe(createHmac('sha256', SECRET).update(`${seconds}.${got?.body}`).digest('hex'));
  });

  it.each([
    [200, 'delivered'], [204, 'delivered'], [400, 'rejected'], [413, 'rejected'], [401, 'retry'], [404, 'retry'], [408, 'retry'], [500, 'retry'], [503, 'retry'],
  ] as const)('that answers %i is %s', async (status, kind) => {
    sink.answer = () => ({ status, body: 'do not show this' });
    const outcome = await send();
    expect(outcome.kind).toBe(kind);
    expect(outcome.detail).not.toContain('do not show');
  }); // prettier-ignore

  it('says when to come back, in seconds or as a date, and is believed for an hour', async () => {
    const after = async (text: string) => {
      sink.answer = () => ({ status: 429, headers: { 'retry-after': text } });
      return send();
    };
    expect(await after('17')).toMatchObject({ kind: 'retry', afterMs: 17_000 });
    expect(await after('99999999')).toMatchObject({ afterMs: 3_600_000 });
    expect(await after(new Date(Date.now() + 60_000).toUTCString())).toMatchObject({ kind: 'retry' });
    expect(await after('soon')).not.toHaveProperty('afterMs');
  });

  it('that closes the connection, or is not there, is tried again', async () => {
    sink.answer = () => 'close';
    expect(await send()).toEqual({ kind: 'retry', detail: `127.0.0.1:${sink.port}: it closed the connection` });
    const { url } = sink;
    await sink.close();
    expect(await send(url)).toMatchObject({
      kind: 'retry',
      detail: expect.stringMatching(/nothing listens there/) as string,
    });
  });

  it('that never answers is left after its time, and tried again', async () => {
    sink.answer = () => 'never';
    expect(await send()).toEqual({ kind: 'retry', detail: `127.0.0.1:${sink.port}: it did not answer in time` });
  });

  it('at a loopback address is not called, unless it is allowed by name', async () => {
    const outcome = await send(`http://localhost:${sink.port}/`, new Set(['127.0.0.1']));
    expect(outcome).toEqual({
      kind: 'retry',
      detail: 'localhost is asked by plain http; ALERT_WEBHOOK_ALLOWED_HOSTS can name it',
    });
    const https = await send(`https://localhost:${sink.port}/`, new Set());
    expect(https.detail).toMatch(/^localhost is at .*not on the public internet/);
    expect(sink.received).toEqual([]);
  });

  it('that redirects is not followed, unless the other host is allowed by name', async () => {
    const other = await new HttpSink().listen();
    try {
      sink.answer = () => ({ status: 307, headers: { location: `http://localhost:${other.port}/` } });
      expect((await send()).detail).toMatch(/^127\.0\.0\.1 redirects to localhost, which is followed only to hosts/);
      expect(other.received).toEqual([]);
      expect((await send(sink.url, new Set(['127.0.0.1', 'localhost']))).kind).toBe('delivered');
      expect(other.received).toHaveLength(1);
      sink.answer = () => ({ status: 302, headers: { location: 'file:///etc/passwd' } });
      expect((await send()).kind).toBe('retry');
      sink.answer = () => ({ status: 302, headers: { location: sink.url } });
      expect((await send()).detail).toMatch(/redirects again and again/);
    } finally {
      await other.close();
    }
  });
});

describe('Slack', () => {
  it('gets blocks by its webhook, and its words say who is at fault', async () => {
    const channel = new SlackChannel({ kind: 'webhook', url: sink.url }, ALLOWED, CONTEXT);
    expect((await channel.send(outgoing)).kind).toBe('delivered');
    expect(JSON.parse(sink.received[0]?.body ?? '')).toMatchObject({
      blocks: [{ type: 'section' }, { type: 'section' }, { type: 'context' }],
    });
    const answers = async (status: number, body: string) => {
      sink.answer = () => ({ status, body });
      return channel.send(outgoing);
    };
    expect(await answers(400, 'invalid_blocks')).toEqual({
      kind: 'rejected',
      detail: 'Slack refuses the message: invalid_blocks',
    });
    expect(await answers(404, 'no_service')).toEqual({ kind: 'retry', detail: 'Slack answered 404: no_service' });
    expect((await answers(500, '<html>secret</html>')).detail).toBe('Slack answered 500');
  });

  it('changes the message of a bot when the alert is over', async () => {
    const settings = { kind: 'bot', token: 'xoxb-0123456789', channel: 'C1' } as const;
    const channel = new SlackChannel(settings, ALLOWED, CONTEXT, `http://127.0.0.1:${sink.port}/api/`);
    sink.answer = () => ({ status: 200, body: '{"ok":true,"ts":"17.5","channel":"C9"}' });
    const fired = await channel.send(outgoing);
    expect(fired).toMatchObject({ kind: 'delivered', remote: { ts: '17.5', channel: 'C9' } });
    expect(sink.received[0]).toMatchObject({
      path: '/api/chat.postMessage',
      headers: { authorization: 'Bearer xoxb-0123456789' },
    });

    const resolved: AlertContent = { kind: 'alert', suppressed: 0, events: [alertEvent({ transition: 'resolved' })] };
    const earlier = [{ id: '1', content, remote: { ts: '17.5', channel: 'C9' } }];
    const over = await channel.send({ ...outgoing, content: resolved, earlier });
    expect(over).toMatchObject({
      kind: 'delivered',
      updated: [{ id: '1', content: { events: [{ transition: 'resolved' }] } }],
    });
    expect(sink.received[1]?.path).toBe('/api/chat.update');
    expect(JSON.parse(sink.received[1]?.body ?? '')).toMatchObject({
      ts: '17.5',
      channel: 'C9',
      text: expect.stringContaining('Resolved') as string,
    });

    sink.answer = () => ({ status: 200, body: '{"ok":false,"error":"not_in_channel"}' });
    expect(await channel.send(outgoing)).toEqual({ kind: 'retry', detail: 'Slack answered 200: not_in_channel' });
  });
});

function reportOf(members: Pick<Report, 'from' | 'to' | 'interval'>): Report {
  const totals = { records: 10, errors: 2, critical: 0, errorRate: 0.2 };
  const { from, to } = members;
  return {
    ...{ ...members, madeAt: to, timeZone: 'UTC', totals, before: totals, completeThrough: to, access: null },
    ...{ series: [{ time: from, records: 10, errors: 2 }], noisiest: [], silent: [], missing: 0, dropped: 0 },
    problems: { count: 0, newCount: 0, top: [], new: [], from, to },
    alerts: { fired: 0, resolved: 0, failed: 0 },
  };
}

describe('a folder', () => {
  it('gets each message once as a mail, however often it is sent', async () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'alert-mails-')), 'deep', 'mail');
    const channel = new FileChannel(folder, CONTEXT);
    expect((await channel.send(outgoing)).kind).toBe('delivered');
    expect((await channel.send(outgoing)).kind).toBe('delivered');
    const names = readdirSync(folder);
    expect(names).toHaveLength(1);
    const mail = await simpleParser(readFileSync(path.join(folder, names[0] ?? '')));
    expect(mail.subject).toBe('[critical] Firing: Any CRITICAL (booking)');
    expect(mail.html).toContain('out of disk');
  });

  it('that cannot be written to is said in a sentence', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'alert-mails-')), 'taken');
    writeFileSync(file, '');
    const channel = new FileChannel(path.join(file, 'mail'), CONTEXT);
    expect((await channel.send(outgoing)).detail).toMatch(/^ALERT_MAIL_DIR cannot be written to: E/);
    expect(await channel.problem()).toMatch(/^ALERT_MAIL_DIR cannot be written to: E/);
  });
});

describe('a folder for reports', () => {
  const reportAt = (to: string): Outgoing => ({
    ...outgoing,
    content: { kind: 'report', report: reportOf({ from: '2026-11-27T07:00:00.000Z', to, interval: 'daily' }) },
  });

  it('gets each as page, text and JSON, once, keeps the newest, and leaves files of others alone', async () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'reports-')), 'deep');
    const channel = new ReportFileChannel(folder, 2, CONTEXT);
    expect(channel.takesAlerts).toBe(false);
    expect(await channel.send(outgoing)).toMatchObject({ kind: 'delivered' });
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(path.join(folder, 'report-of-mine.html'), '');
    for (const day of ['26', '27', '27', '28'])
      expect((await channel.send(reportAt(`2026-11-${day}T08:00:00.000Z`))).kind).toBe('delivered');
    expect(readdirSync(folder).sort()).toEqual([
      ...['27', '28'].flatMap((day) =>
        ['html', 'json', 'txt'].map((end) => `report-202611${day}T080000Z-daily.${end}`),
      ),
      'report-of-mine.html',
    ]);
    const of = (end: string): string => readFileSync(path.join(folder, `report-20261128T080000Z-daily.${end}`), 'utf8');
    expect(JSON.parse(of('json'))).toMatchObject({ interval: 'daily', to: '2026-11-28T08:00:00.000Z' });
    expect(of('txt')).toMatch(/^Daily report: 2 errors in 10 records/);
    expect(of('html')).toContain('src="data:image/png;base64,');
  });

  it('and a mail has its charts inside, as pictures that its page names', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'report-mails-'));
    await new FileChannel(folder, CONTEXT).send(reportAt('2026-11-28T08:00:00.000Z'));
    const mail = await simpleParser(readFileSync(path.join(folder, readdirSync(folder)[0] ?? '')), {
      keepCidLinks: true,
    });
    const pictures = mail.attachments.map(({ cid, contentType, related }) => ({ cid, contentType, related }));
    const picture = { contentType: 'image/png', related: true };
    expect(pictures).toEqual(['errors', 'records'].map((cid) => ({ cid, ...picture })));
    expect(mail.html).toContain('src="cid:errors"');
  });

  it('that cannot be written to is said in a sentence', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'reports-')), 'taken');
    writeFileSync(file, '');
    const channel = new ReportFileChannel(path.join(file, 'in'), 2, CONTEXT);
    const said = { detail: expect.stringMatching(/^REPORT_DIR cannot be written to: E/) as string };
    expect(await channel.send(reportAt('2026-11-28T08:00:00.000Z'))).toMatchObject({ kind: 'retry', ...said });
    expect(await channel.problem()).toMatch(/^REPORT_DIR cannot be written to: E/);
  });
});
