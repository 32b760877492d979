import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Report, ReportProblem, ReportsAnswer } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportEmail } from '../../../src/alerts/message/report-email.js';
import { wholeReport } from '../../../src/alerts/message/message-format.js';
import { EMAIL_HTML_BYTES } from '../../../src/alerts/message/limits.js';
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
import { PUBLIC, slackOf } from '../../parts/reports.js';
import { HttpFixture } from '../../views/fixture/http-fixture.js';

const HOUR = 3_600_000;
const NOW = Math.floor(Date.now() / HOUR) * HOUR;
const HOSTILE = '<img src=x onerror=alert(1)> <!channel> https://evil.example';
const PROBLEM = '5f0c2b7de1a94433';
const NEW_PROBLEM = '6a0c2b7de1a94433';
let http: HttpFixture;
let pool: IngestPool;

beforeAll(async () => {
  http = await HttpFixture.create();
  pool = new IngestPool(http.store.configuration());
  await pool.readClock();
  const of = (service: string, level: 'INFO' | 'ERROR' | 'CRITICAL', minutesAgo: number, times: number) =>
    Array.from({ length: times }, (_, index) => ({ time: NOW - minutesAgo * 60_000 + index, level, service }));
  const ids = await http.store.store([
    ...of('booking', 'INFO', 30, 90),
    ...of('booking', 'ERROR', 20, 9),
    ...of(HOSTILE, 'CRITICAL', 10, 1),
    ...of('booking', 'INFO', 80, 49),
    ...of('booking', 'ERROR', 70, 1),
    ...of('gone', 'INFO', 90, 5),
  ]);
  // By their place in the list above.
  await http.store.problem('PaymentError: refused', [...ids.slice(90, 96), ...ids.slice(149, 150)], PROBLEM);
  await http.store.problem(HOSTILE, ids.slice(96, 100), NEW_PROBLEM);
  await http.store.progress(new Date(NOW + HOUR), 0);
  const requests = Array.from({ length: 22 }, (_, index) => ({
    micros: (NOW - 30 * 60_000) * 1000 + index,
    offset: index,
    line: 'as it came',
    record: request({
      clientAddress: index < 15 ? '203.0.113.9' : '203.0.113.10',
      httpResponseStatusCode: index === 0 ? 502 : 200,
      serverAddress: 'shop.example',
      httpRoute: index < 12 ? '/pay/:id' : HOSTILE,
      durationMs: index < 12 ? 200 : 100,
    }),
  }));
  await insertAccessRows(http.store.client, { source: 1, name: 'shop-nginx', requests });
  await http.store.client.query(
    `INSERT INTO access_anomaly (first_seen, found_at, last_seen, observed, expected, share, samples, source_id, span_seconds, score, detector, host, unit, why, key)
     SELECT $1, $1, $1, 0.5, 0.002, 0.5, 40, 1, 30, score, 'fault_surge', 'shop.example', 'share', $2, score FROM unnest('{60,83}'::int[]) score`,
    [new Date(NOW - 20 * 60_000), HOSTILE],
  );
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
      problems: {
        ...{ count: 2, newCount: 1 },
        top: [
          { id: PROBLEM, title: 'PaymentError: refused', services: ['booking'], count: 6, before: 1, isNew: false },
          { id: NEW_PROBLEM, count: 4, before: 0, isNew: true },
        ],
        new: [{ id: NEW_PROBLEM }],
      },
      missing: 0,
      access: {
        totals: { requests: 22, errors: 1, errorRate: 1 / 22, faults: 1 },
        before: { requests: 0, p95: null },
        clients: [
          { address: '203.0.113.9', requests: 15, errors: 1 },
          { address: '203.0.113.10', requests: 7, errors: 0 },
        ],
        routes: [{ host: 'shop.example', requests: 12, faults: 1 }, { requests: 10 }],
        slowest: [
          { requests: 12, mean: 200 },
          { requests: 10, mean: 100 },
        ],
        anomalyCount: 2,
        anomalies: [{ detector: 'fault_surge', score: 83 }, { score: 60 }],
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
    const { html, text, subject } = reportEmail(report, PUBLIC);
    expect(subject).toBe('Report of 1h: 10 errors in 100 records (10 %), 1 new problem');
    expect(html).not.toMatch(/<img src=x|onerror=alert\(1\)>/);
    expect(html).toContain('&lt;img src=x');
    expect(html + text).not.toContain('https://evil');
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(EMAIL_HTML_BYTES);
    expect(text).toContain('booking: 9 errors (+800 %) of 99');
    expect(text).toMatch(/6 errors \(\+500 %\) {2}PaymentError: refused {2}\[booking\]/);
    const shown = slackOf(report);
    expect(shown).toContain('|PaymentError: refused>: 6 errors (+500 %)');
    expect(shown).not.toContain('<!channel>');
    expect(shown).not.toContain('https://evil');
  });

  it('of a time in which nothing happened says so, and nothing else', async () => {
    const quiet = { from: new Date(NOW - 400 * HOUR), to: new Date(NOW - 399 * HOUR), interval: '1h', timeZone: 'UTC' };
    const report = await http.app.get(ReportMaker).make(quiet, new Date(NOW));
    const { text, html, subject, pictures } = reportEmail(report, PUBLIC);
    expect(subject).toBe('Report of 1h: nothing was logged');
    expect([report.access, report.problems.top, pictures]).toEqual([null, [], []]);
    expect(html + text).not.toMatch(/NaN|undefined|Infinity|Noisiest|Silent|web servers/);
    expect(slackOf(report)).toContain('nothing was logged');
  });

  it('that an older version has stored is still shown', async () => {
    const { problems: _problems, madeAt: _madeAt, ...older } = await hourly();
    const stored = { ...older, access: { requests: 10, faults: 1, requestsBefore: 0, clients: [] } };
    const whole = wholeReport(stored as unknown as Report);
    expect(whole).toMatchObject({ access: null, problems: { top: [] as ReportProblem[] }, madeAt: older.to });
    expect(reportEmail(whole, PUBLIC).text).toContain('booking: 9 errors');
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
    expect(headers['content-security-policy']).toContain('img-src data:');
    expect(text).toContain('src="data:image/png;base64,');
  });
});

describe('on time', () => {
  const clerk = (): ReportClerk => {
    const base = http.store.configuration();
    const report = { interval: { everyMs: HOUR }, hour: 8, minute: 0 };
    const reportFiles = { directory: path.join(tmpdir(), 'log-monitor-test-reports'), kept: 2 };
    const configuration: Configuration = { ...base, alerts: { ...base.alerts, report, reportFiles } };
    const channels = new ChannelList(configuration);
    // No rule can name it, and no alert goes there.
    expect([channels.names, channels.alertNames]).toEqual([['file', 'report-file'], ['file']]);
    return new ReportClerk(configuration, pool, channels, new AlertOutbox(channels), http.app.get(ReportMaker));
  };
  const made = async (): Promise<unknown[]> =>
    (await http.store.client.query<object>(`SELECT channel, kind FROM alert_message WHERE kind = 'report' ORDER BY id`))
      .rows;

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
    expect(await made()).toEqual(['file', 'report-file'].map((channel) => ({ channel, kind: 'report' })));
    // Nobody ran for five hours: the newest is made.
    expect(await clerk().look(minutes(6 * 60 + 30))).toEqual(new Date(NOW + 6 * HOUR));
    expect(await made()).toHaveLength(4);
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
