import type { Report } from '@log-monitor/monitor-api';
import { describe, expect, it } from 'vitest';
import { EMAIL_HTML_BYTES } from '../../../src/alerts/message/limits.js';
import { reportPictures, withPictures } from '../../../src/alerts/message/report-chart.js';
import { reportEmail } from '../../../src/alerts/message/report-email.js';
import { hourlyReport, PUBLIC, slackOf } from '../../parts/reports.js';

describe('the messages of a report', () => {
  it('says every figure with its change in text, the mail and Slack', () => {
    const report = hourlyReport();
    const { html, text } = reportEmail(report, PUBLIC);
    const lines = text.split('\n');
    expect(lines.slice(3, 7)).toEqual([
      'records      100  (+82 %)',
      'errors        10  (+900 %)',
      'error rate  10 %  (+8.18 points)',
      'CRITICAL       1  (0 before)',
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Problems: 2 problems, 1 new',
        '  gone',
        '  6 errors (+500 %)  PaymentError: refused  [booking]',
        '  4 errors (new)  StockError  [booking]',
        '  requests                  22  (+10 %)',
        '  status 400 and above  4.55 %  (−15.45 points)',
        '  server faults              1  (−50 %)',
        '  95 % within           200 ms  (+100 %)',
        'Unusual: 1 finding',
        '  203.0.113.9: 15 requests, 1 error',
        '1 alert fired, 0 resolved',
      ]),
    );
    const heads = ['Noisiest services', 'Silent: logged', 'Busiest routes', 'Slowest routes', 'Top client addresses'];
    const shown = slackOf(report);
    for (const head of [
      ...heads,
      'Requests to web servers',
      'Unusual: 1 finding',
      '2 problems, 1 new',
      '+82 %',
      '+8.18 points',
    ])
      expect([head, text.includes(head), html.includes(head), shown.includes(head)]).toEqual([head, true, true, true]);
    expect(html).toContain(`href="${PUBLIC.publicUrl}/#/problems/records/5f0c2b7de1a94433"`);
    expect(shown).toContain(`${PUBLIC.publicUrl}/#/problems/records/5f0c2b7de1a94433|PaymentError`);
  });

  it('says what makes its figures less than the truth', () => {
    const report = hourlyReport();
    const warnings = [
      '3 records missing: numbered, and never came.',
      '2 records dropped by services.',
      '1 alert not delivered to a channel.',
      'Not everything of this span was stored yet when this was made.',
    ];
    const lacking = {
      ...report,
      missing: 3,
      dropped: 2,
      alerts: { ...report.alerts, failed: 1 },
      completeThrough: null,
    };
    const said = (one: Report): boolean[][] => {
      const { html, text } = reportEmail(one, PUBLIC);
      return [text, html, slackOf(one)].map((message) => warnings.map((warning) => message.includes(warning)));
    };
    expect(said(lacking)).toEqual(Array(3).fill(Array(4).fill(true)));
    expect(said(report)).toEqual(Array(3).fill(Array(4).fill(false)));
  });

  it('fits into a mail and into Slack, however many and however long the names are', () => {
    const report = hourlyReport();
    const name = '&'.repeat(5000);
    const figures = { requests: 1, errors: 1, faults: 1, mean: 1, p95: 1 };
    const many = Array.from({ length: 500 }, (_, index) => ({
      ...{ ...figures, name, address: name, host: name, title: name, why: name, culprit: name },
      ...{ services: [name, name], id: String(index), records: 1, errorsBefore: 1, count: 1, before: 1, score: 80 },
      ...{ detector: 'scan' as const, firstSeen: report.from, lastSeen: report.to, isNew: true },
    }));
    const problems = { ...report.problems, top: many, new: many.map((one) => ({ ...one, id: `n${one.id}` })) };
    const lists = { clients: many, routes: many, slowest: many, anomalies: many };
    const access = { ...(report.access as NonNullable<Report['access']>), ...lists };
    const big: Report = { ...report, noisiest: many, silent: many, problems, access };
    expect(Buffer.byteLength(reportEmail(big, PUBLIC).html)).toBeLessThanOrEqual(EMAIL_HTML_BYTES);
    slackOf(big);
  });

  it('brings its charts as pictures that a page can hold too', () => {
    const report = hourlyReport();
    const { html, pictures } = reportEmail(report, PUBLIC);
    expect(pictures.map(({ id }) => html.includes(`src="cid:${id}"`))).toEqual([true, true]);
    for (const { png } of pictures) expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(html).toContain('alt="Errors by time: at most 9, at ');
    expect(withPictures(html, pictures)).not.toContain('cid:');
    // Each draws its own figure, and nothing else moves it.
    const drawn = (change: Partial<Report['series'][number]>): Buffer[] =>
      reportPictures({ ...report, series: report.series.map((point) => ({ ...point, ...change })) }).map(
        ({ png }) => png,
      );
    const sameAs = (others: Buffer[]): boolean[] => pictures.map(({ png }, at) => png.equals(others[at] as Buffer));
    expect(sameAs(drawn({}))).toEqual([true, true]);
    expect(sameAs(drawn({ records: 0 }))).toEqual([true, false]);
    expect(sameAs(drawn({ errors: 0 }))).toEqual([false, true]);
  });
});
