import type { Report } from '@log-monitor/monitor-api';
import { expect } from 'vitest';
import { SLACK_BLOCKS, SLACK_MESSAGE_CHARACTERS, SLACK_SECTION_CHARACTERS } from '../../src/alerts/message/limits.js';
import { reportSlack } from '../../src/alerts/message/report-slack.js';

/** Where messages say that the dashboard is. */
export const PUBLIC = { publicUrl: 'https://logs.example.com', timeZone: 'UTC' };

/** The message as JSON, which is within Slack's limits. */
export function slackOf(report: Report): string {
  const { blocks } = reportSlack(report, PUBLIC);
  for (const block of blocks)
    expect((block['text'] as { text: string }).text.length).toBeLessThanOrEqual(SLACK_SECTION_CHARACTERS);
  expect(blocks.length).toBeLessThanOrEqual(SLACK_BLOCKS);
  const shown = JSON.stringify(blocks);
  expect(shown.length).toBeLessThanOrEqual(SLACK_MESSAGE_CHARACTERS);
  return shown;
}

/** A report of an hour with something of everything. */
export function hourlyReport(): Report {
  const [from, to] = ['2026-11-21T06:00:00.000Z', '2026-11-21T07:00:00.000Z'];
  const route = {
    host: 'shop.example',
    name: 'POST /pay/:id',
    requests: 12,
    errors: 1,
    faults: 1,
    mean: 200,
    p95: 950,
  };
  const found = {
    id: 'a',
    detector: 'fault_surge' as const,
    title: 'Surge of server faults',
    score: 83,
    why: '20 of 40',
  };
  const problem = { culprit: 'pay', services: ['booking'], before: 1 };
  return {
    ...{ from, to, madeAt: '2026-11-21T07:02:00.000Z', timeZone: 'UTC', interval: '1h' },
    totals: { records: 100, errors: 10, critical: 1, errorRate: 0.1 },
    before: { records: 55, errors: 1, critical: 0, errorRate: 1 / 55 },
    series: Array.from({ length: 30 }, (_, at) => ({
      time: new Date(Date.parse(from) + at * 120_000).toISOString(),
      records: at,
      errors: at === 20 ? 9 : at === 25 ? 1 : 0,
    })),
    noisiest: [{ name: 'booking', records: 99, errors: 9, errorsBefore: 1 }],
    silent: [{ name: 'gone', records: 5 }],
    problems: {
      ...{ count: 2, newCount: 1, from, to },
      top: [{ ...problem, id: '5f0c2b7de1a94433', title: 'PaymentError: refused', count: 6, isNew: false }],
      new: [{ ...problem, id: '6a0c2b7de1a94433', title: 'StockError', count: 4, before: 0, isNew: true }],
    },
    ...{ missing: 0, dropped: 0 },
    access: {
      totals: { requests: 22, errors: 1, errorRate: 1 / 22, faults: 1, p95: 200 },
      before: { requests: 20, errors: 4, errorRate: 0.2, faults: 2, p95: 100 },
      clients: [{ address: '203.0.113.9', requests: 15, errors: 1 }],
      routes: [route],
      slowest: [route],
      anomalyCount: 1,
      anomalies: [{ ...found, firstSeen: from, lastSeen: to }],
    },
    alerts: { fired: 1, resolved: 0, failed: 0 },
    completeThrough: '2026-11-21T07:01:59.000Z',
  };
}
