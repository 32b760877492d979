import type { ReportsAnswer } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportEmail } from '../../../src/alerts/message/report-email.js';
import type { Report } from '../../../src/alerts/message/report.js';
import { reportSlack } from '../../../src/alerts/message/report-slack.js';
import { EMAIL_HTML_BYTES, SLACK_SECTION_CHARACTERS } from '../../../src/alerts/message/limits.js';
import { ReportClerk } from '../../../src/alerts/report/report-clerk.js';
import { ReportList } from '../../../src/alerts/report/report-list.js';
import { ReportMaker } from '../../../src/alerts/report/report-maker.js';
import { AlertOutbox } from '../../../src/alerts/delivery/alert-outbox.js';
import { ChannelList } from '../../../src/alerts/channel/channel-list.js';
import type { Configuration } from '../../../src/configuration/configuration.js';
import { IngestPool } from '../../../src/store/connection/ingest-pool.js';
import { request } from '../../parts/access-lines.js';
import { alertEvent } from '../../parts/alert-events.js';
import { insertAccessRows } from '../../parts/access-rows.js';
import { HttpFixture } from '../../views/fixture/http-fixture.js';

const HOUR = 3_600_000;
const NOW = Math.floor(Date.now() / HOUR) * HOUR;
const CONTEXT = { publicUrl: 'https://logs.example.com', timeZone: 'UTC' };
const HOSTILE = '<img src=x onerror=alert(1)> <!channel> https://evil.example';
let http: HttpFixture;
let pool: IngestPool;

beforeAll(async () => {
  http = await HttpFixture.create();
  pool = new IngestPool(http.store.configuration());
  await pool.readClock();
  const of = (service: string, level: 'INFO' | 'ERROR' | 'CRITICAL', minutesAgo: number, times: number) =>
    Array.from({ length: times }, (_, index) => ({ time: NOW - minutesAgo * 60_000 + index, level, service }));
  await http.store.store([
    ...of('booking', 'INFO', 30, 90),
    ...of('booking', 'ERROR', 20, 9),
    ...of(HOSTILE, 'CRITICAL', 10, 1),
    ...of('booking', 'INFO', 80, 49),
    ...of('booking', 'ERROR', 70, 1),
    ...of('gone', 'INFO', 90, 5),
  ]);
  await http.store.progress(new Date(NOW + HOUR), 0);
  const requests = Array.from({ length: 10 }, (_, index) => ({
    micros: (NOW - 30 * 60_000) * 1000 + index,
    offset: index,
    line: 'as it came',
    record: request({
      clientAddress: index < 7 ? '203.0.113.9' : '203.0.113.10',
      httpResponseStatusCode: index === 0 ? 502 : 200,
      serverAddress: 'shop.example',
    }),
  }));
  await insertAccessRows(http.store.client, { source: 1, name: 'shop-nginx', requests });
});

afterAll(async () => {
  await pool.onApplicationShutdown();
  await http.close();
});

const hourly = (): Promise<Report> =>
  http.app
    .get(ReportMaker)
    .make({ from: new Date(NOW - HOUR), to: new Date(NOW), interval: '1h', timeZone: 'UTC' }, new Date(NOW + 120_000));

describe('a report', () => {
  it('counts what was logged, against the span before', async () => {
    const event = JSON.stringify(alertEvent());
    await http.store.client.query(
      `INSERT INTO alert_incident (id, rule_id, key, event, fired_at) VALUES (gen_random_uuid(), 'r', 'k', $1, $2)`,
      [event, new Date(NOW - 60_000)],
    );
    expect(await hourly()).toMatchObject({
      interval: '1h',
      totals: { records: 100, errors: 10, critical: 1, errorRate: 0.1 },
      before: { records: 55, errors: 1, critical: 0 },
      noisiest: [
        { name: 'booking', records: 99, errors: 9, errorsBefore: 1 },
        { name: HOSTILE, records: 1, errors: 1, errorsBefore: 0 },
      ],
      silent: [{ name: 'gone', records: 5 }],
      missing: 0,
      access: {
        requests: 10,
        faults: 1,
        clients: [
          { address: '203.0.113.9', requests: 7, errors: 1 },
          { address: '203.0.113.10', requests: 3, errors: 0 },
        ],
      },
      alerts: { fired: 1, resolved: 0, failed: 0 },
    });
  });

  it('has a chart without holes that adds up', async () => {
    const { series, totals } = await hourly();
    expect(series.length).toBeGreaterThan(5);
    expect(series.reduce((sum, { records }) => sum + records, 0)).toBe(totals.records);
    expect(series.reduce((sum, { errors }) => sum + errors, 0)).toBe(totals.errors);
  });

  it('is inert in a mail and in Slack, whatever services are called', async () => {
    const report = await hourly();
    const { html, text, subject } = reportEmail(report, CONTEXT);
    expect(subject).toBe('Report of 1h: 10 errors in 100 records (10 %)');
    expect(html).not.toMatch(/<img|onerror=alert\(1\)>/);
    expect(html).toContain('&lt;img src=x');
    expect(html + text).not.toContain('https://evil');
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(EMAIL_HTML_BYTES);
    expect(text).toContain('booking: 9 errors (+800 %) of 99');
    const { blocks } = reportSlack(report, CONTEXT);
    const shown = JSON.stringify(blocks);
    expect(shown).not.toContain('<!channel>');
    expect(shown).not.toContain('https://evil');
    for (const block of blocks)
      expect((block['text'] as { text: string }).text.length).toBeLessThanOrEqual(SLACK_SECTION_CHARACTERS);
  });

  it('fits into a mail and into Slack, however many and however long the names are', async () => {
    const report = await hourly();
    const name = '&'.repeat(5000);
    const many = Array.from({ length: 500 }, () => ({
      name,
      address: name,
      records: 1,
      requests: 1,
      errors: 1,
      errorsBefore: 1,
    }));
    const big: Report = {
      ...report,
      noisiest: many,
      silent: many,
      access: { requests: 1, faults: 1, requestsBefore: 1, clients: many },
    };
    expect(Buffer.byteLength(reportEmail(big, CONTEXT).html)).toBeLessThanOrEqual(EMAIL_HTML_BYTES);
    for (const block of reportSlack(big, CONTEXT).blocks)
      expect((block['text'] as { text: string }).text.length).toBeLessThanOrEqual(SLACK_SECTION_CHARACTERS);
  });
});

describe('the preview', () => {
  it('is the page of the mail, which nothing can be run in', async () => {
    const { headers, text } = await http.get('/api/v1/alerts/report/preview?interval=2h').expect(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain('sandbox');
    expect(text).toContain('Report of 2h');
    const plain = await http
      .get('/api/v1/alerts/report/preview?format=text')
      .expect(200)
      .expect('content-type', /text\/plain/);
    expect(plain.text).toContain('Daily report');
  });
});

describe('on time', () => {
  const clerk = (): ReportClerk => {
    const base = http.store.configuration();
    const alerts = { ...base.alerts, report: { interval: { everyMs: HOUR }, hour: 8, minute: 0 } };
    const configuration: Configuration = { ...base, alerts };
    const channels = new ChannelList(configuration);
    return new ReportClerk(configuration, pool, channels, new AlertOutbox(channels), http.app.get(ReportMaker));
  };
  const made = async (): Promise<unknown[]> =>
    (await http.store.client.query<object>(`SELECT channel, kind FROM alert_message WHERE kind = 'report'`)).rows;

  it('comes once for each due time, by whichever monitor is first, and late after a stop', async () => {
    const minutes = (count: number): number => NOW + count * 60_000;
    // The first start: nothing is made about a time at which nobody was there.
    expect(await clerk().look(minutes(2))).toBeUndefined();
    expect(await clerk().look(minutes(3))).toBeUndefined();
    expect(await made()).toEqual([]);
    // An hour on it is due, but the span's last records may still come.
    expect(await clerk().look(minutes(60.5))).toBeUndefined();
    const looks = await Promise.all([clerk().look(minutes(62)), clerk().look(minutes(62)), clerk().look(minutes(62))]);
    expect(looks.filter((due) => due !== undefined)).toEqual([new Date(NOW + HOUR)]);
    expect(await clerk().look(minutes(100))).toBeUndefined();
    expect(await made()).toEqual([{ channel: 'file', kind: 'report' }]);
    // Nobody ran for five hours: the newest is made.
    expect(await clerk().look(minutes(6 * 60 + 30))).toEqual(new Date(NOW + 6 * HOUR));
    expect(await made()).toHaveLength(2);
  });
});

describe('out of its turn', () => {
  it('goes to all channels, and is listed with what became of it', async () => {
    await http.post('/api/v1/alerts/reports', { interval: '2h' }).expect(200, { channels: ['file'] });
    const answer = await http.get('/api/v1/alerts/reports').expect(200);
    const [newest] = (answer.body as ReportsAnswer).reports;
    expect(newest).toMatchObject({ channel: 'file', interval: '2h', state: 'waiting', attempts: [] });
    expect(Date.parse(newest?.to ?? '') - Date.parse(newest?.from ?? '')).toBe(2 * HOUR);
    const mail = await http.get(`/api/v1/alerts/messages/${newest?.messageId}`).expect(200);
    expect(mail.text).toContain('Report of 2h');
  });

  it('says when the next one is due', async () => {
    const base = http.store.configuration();
    const alerts = { ...base.alerts, report: { interval: { everyMs: HOUR }, hour: 8, minute: 0 } };
    const configuration: Configuration = { ...base, alerts };
    const list = new ReportList(configuration, pool, new ChannelList(configuration));
    const { schedules } = await list.answer(new Date(NOW + 60_000));
    expect(schedules).toMatchObject([
      { interval: '1h', timeZone: 'UTC', nextDueAt: new Date(NOW + HOUR).toISOString() },
    ]);
  });
});
