import { describe, expect, it } from 'vitest';
import { Backoff } from '../../src/send/backoff.js';
import { OutageReport } from '../../src/send/outage-report.js';

describe('OutageReport', () => {
  it('speaks ten seconds after a start without Kafka, then once a minute, then once on recovery', () => {
    const lines: string[] = [];
    const report = new OutageReport(
      ['k1:9092', 'k2:9092'],
      () => 42,
      (line) => lines.push(line),
    );
    report.down(0);
    for (let now = 0; now <= 130_000; now += 500) {
      if (now === 5_000) report.down(now, new Error('connect ECONNREFUSED'));
      report.check(now);
    }
    expect(lines).toHaveLength(3);
    for (const word of ['k1:9092, k2:9092', 'ECONNREFUSED', 'KAFKA_BOOTSTRAP_SERVERS', '42 records']) {
      expect(lines[0]).toContain(word);
    }
    report.up(131_000);
    report.up(132_000);
    expect(lines).toHaveLength(4);
    expect(lines[3]).toContain('after 131 s');
  });

  it('says nothing about a loss that is over within a second, nor twice within a minute', () => {
    const lines: string[] = [];
    const report = new OutageReport(
      ['k:1'],
      () => 0,
      (line) => lines.push(line),
    );
    report.up(0);
    for (const start of [1_000, 5_000]) {
      report.down(start, new Error('reset'));
      report.check(start + 500);
      report.up(start + 700);
    }
    expect(lines).toEqual([]);
    for (const start of [10_000, 20_000]) {
      report.down(start, new Error('reset'));
      report.check(start + 2_000);
      report.up(start + 3_000);
    }
    expect(lines.filter((line) => line.includes('lost'))).toHaveLength(1);
  });
});

describe('Backoff', () => {
  it('grows to its ceiling with jitter, and starts again after a success', () => {
    const backoff = new Backoff(100, 5_000, () => 1);
    expect(Array.from({ length: 8 }, () => backoff.next())).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    backoff.reset();
    expect(backoff.next()).toBe(100);
    expect(new Backoff(100, 5_000, () => 0).next()).toBe(50);
  });
});
