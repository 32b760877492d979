import type { AccessRecord, ParsedLine } from '@log-monitor/access-record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random, request } from '../../access-statistics/test/sample-records.js';
import type { AccessReport, PanelName, ReportRow } from '../src/access-report.js';
import { htmlReport } from '../src/html-report.js';
import { ReportTally } from '../src/report-tally.js';
import { tallyReport } from '../src/tally-report.js';
import { textReport } from '../src/text-report.js';

const HOUR = 3_600_000;
const BEGIN = Date.UTC(2026, 10, 20);

function counted(lines: readonly ParsedLine[], limit = 1000): AccessReport {
  const tally = new ReportTally();
  for (const line of lines) tally.add(line);
  return tallyReport(tally, 'a.log', limit);
}

function rowsOf(report: AccessReport, name: PanelName): readonly ReportRow[] {
  return report.panels.find((panel) => panel.name === name)?.rows ?? [];
}

const counts = (rows: readonly ReportRow[]): Record<string, number> =>
  Object.fromEntries(rows.map(({ name, requests }) => [name, requests]));

function sample(count: number): AccessRecord[] {
  const next = random(3);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(next() * values.length)] as Value;
  return Array.from({ length: count }, (_, index) => {
    const number = Math.floor(next() * 400);
    return request({
      timestamp: BEGIN + index * 60_000,
      serverAddress: pick(['a.example', 'b.example', undefined]),
      urlPath: `/orders/${number}`,
      httpRoute: '/orders/:id',
      httpResponseStatusCode: pick([200, 200, 404, 502, undefined]),
      clientAddress: `10.0.0.${number % 50}`,
      httpResponseBodySize: number,
      userAgentName: pick(['Chrome', 'curl']),
      ...(next() < 0.8 && { durationMs: next() * 3000 }),
    });
  });
}

describe('the report of lines', () => {
  it('has the figures that counting one by one gives', () => {
    const records = sample(3000);
    const report = counted(records);
    const errors = records.filter(({ httpResponseStatusCode: status }) => (status ?? 0) >= 400);
    expect(report.total).toMatchObject({ requests: 3000, errors: errors.length, clients: 50 });
    expect(report.total.bytes).toBe(
      records.reduce((sum, { httpResponseBodySize = 0 }) => sum + httpResponseBodySize, 0),
    );
    expect(report.from).toBe(new Date(BEGIN).toISOString());
    expect(report.to).toBe(new Date(BEGIN + 2999 * 60_000).toISOString());
    const statuses: Record<string, number> = {};
    for (const { httpResponseStatusCode: status } of records)
      statuses[status ?? '(none)'] = (statuses[status ?? '(none)'] ?? 0) + 1;
    expect(counts(rowsOf(report, 'statuses'))).toEqual(statuses);
    const hours: Record<string, number> = {};
    for (const { timestamp = 0 } of records) {
      const hour = new Date(timestamp).toISOString().slice(11, 13);
      hours[hour] = (hours[hour] ?? 0) + 1;
    }
    expect(counts(rowsOf(report, 'hours'))).toEqual(hours);
    const measured = records.filter(({ latency }) => latency === 'measured').length;
    expect(rowsOf(report, 'latency').reduce((sum, { requests }) => sum + requests, 0)).toBe(measured);
    expect(rowsOf(report, 'routes').map(({ host, name }) => `${host} ${name}`).sort()).toEqual(
      ['(unknown) GET /orders/:id', 'a.example GET /orders/:id', 'b.example GET /orders/:id'],
    ); // prettier-ignore
  });

  it('is the same when parts are counted apart and added up', () => {
    const records = sample(400);
    fc.assert(
      fc.property(fc.array(fc.nat(399), { maxLength: 4 }), (cuts) => {
        const sum = new ReportTally();
        const borders = [0, ...cuts.sort((a, b) => a - b), records.length];
        for (const [index, from] of borders.slice(0, -1).entries()) {
          const part = new ReportTally();
          for (const record of records.slice(from, borders[index + 1])) part.add(record);
          sum.merge(part.encode());
        }
        expect(tallyReport(sum, 'a.log', 1000)).toEqual(counted(records));
      }),
      { numRuns: 20 },
    );
  });

  it('leaves health checks and heartbeats out of the figures, and counts every line', () => {
    const { total, lines } = counted([
      request({ healthCheck: true }),
      { kind: 'heartbeat', timestamp: BEGIN },
      { kind: 'unparsed', reason: 'format_mismatch', raw: 'x', timestamp: undefined, flags: undefined },
      request({ timestamp: BEGIN }),
    ]);
    expect(total.requests).toBe(1);
    expect(lines).toEqual({ read: 4, unparsed: 1, errors: 0, heartbeats: 1, healthChecks: 1 });
  });

  it('stays small however long the span and however many the paths', () => {
    const tally = new ReportTally();
    for (let index = 0; index < 100_000; index += 1)
      tally.add(request({ timestamp: BEGIN + index * HOUR, urlPath: `/${index}`, clientAddress: `10.${index}` }));
    expect(tally.requests.size).toBeLessThan(200_000);
    expect(tally.hours.encode().length).toBeLessThanOrEqual(20_000);
    const report = tallyReport(tally, 'a.log', 100);
    const urls = report.panels.find(({ name }) => name === 'urls');
    expect((urls?.rows.length ?? 0) + (urls?.other ?? 0)).toBe(100_000);
  });

  it('lists what is slow and what fails also where it is asked for seldom', () => {
    const often = Array.from({ length: 500 }, (_, index) => request({ urlPath: `/${index % 50}`, durationMs: 1 }));
    const slow = request({ urlPath: '/slow', durationMs: 9000 });
    const fails = request({ urlPath: '/fails', httpResponseStatusCode: 500, durationMs: 1 });
    const names = rowsOf(counted([...often, slow, fails], 10), 'urls').map(({ name }) => name);
    expect(names).toContain('/slow');
    expect(names).toContain('/fails');
  });
});

describe('what is written of it', () => {
  const evil = '/\u001b[2J\u009b31m\u202e<script>alert(1)</script>"\'&\n';
  const report = counted([request({ urlPath: evil, serverAddress: evil, timestamp: BEGIN })]);

  it('is text without control characters', () => {
    const text = textReport({ ...report, of: evil });
    expect(text).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]*$/);
    expect(text).toContain('\\u001b[2J');
  });

  it('is a page in which text is text', () => {
    const page = htmlReport({ ...report, of: evil, notes: [evil] });
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    expect(page).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]*$/);
  });
});
