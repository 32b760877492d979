import { type AlertRule, alertRuleInput } from '@log-monitor/monitor-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { kindOf } from '../../../src/alerts/kind/kind-list.js';
import { WatchedRule } from '../../../src/alerts/kind/watched-rule.js';
import { measureSamples } from '../../../src/alerts/measure/measurements.js';
import { reading } from '../../../src/alerts/measure/reading.js';
import type { Sample } from '../../../src/alerts/measure/sample.js';
import { takeSample } from '../../../src/alerts/measure/take-sample.js';
import { MINUTE_MS } from '../../../src/time/durations.js';
import { StoreFixture } from '../../query/fixture/store-fixture.js';

const AT = Date.UTC(2026, 10, 28, 3, 12);
const QUIET: Sample = { lagSeconds: 0, diskBytes: 0, deadLetters: 0, lastDeadLetter: 0, missing: {}, checkIns: {} };

/** @param samples the newest first, one for each minute */
function measured(rule: z.input<typeof alertRuleInput>, samples: readonly Partial<Sample>[]) {
  const whole: AlertRule = { ...alertRuleInput.parse(rule), id: 'x', version: 1, source: 'api', updatedAt: '' };
  const watched = new WatchedRule(whole, 'logmonitor');
  const byMinute = new Map(samples.map((one, index) => [AT - index * MINUTE_MS, { ...QUIET, ...one }]));
  const kind = kindOf(whole);
  return kind.measure(watched, measureSamples(byMinute, [kind.question(watched)], AT));
}

describe('ledger_gap', () => {
  const rule = { name: 'x', kind: 'ledger_gap', windowSeconds: 120 } as const;

  it('is what has gone missing in the window, not what was missing before', () => {
    expect(
      measured(rule, [
        { missing: { shop: 9, booking: 2 } },
        { missing: { shop: 4, booking: 2 } },
        { missing: { shop: 4 } },
      ]),
    ).toEqual([{ key: '', value: 7, volume: 1 }]);
    expect(measured(rule, [{ missing: { shop: 4 } }, { missing: { shop: 9 } }])).toEqual([
      { key: '', value: 0, volume: 1 },
    ]);
  });

  it('is about each service by itself where that is asked for', () => {
    const samples = [{ missing: { shop: 9, logmonitor: 7 } }, { missing: {} }];
    expect(measured({ ...rule, groupBy: 'service' }, samples)).toEqual([{ key: 'shop', value: 9, volume: 1 }]);
  });
});

describe('access_anomaly', () => {
  const rule = { name: 'x', kind: 'access_anomaly', windowSeconds: 120, threshold: 75 } as const;
  const found = (detector: string, score: number, host = 'shop') => ({ detector, score, host, source: 'front' });

  it('is the highest score in the window, of what the rule looks at', () => {
    const samples = [{ anomalies: [found('scan', 60)] }, { anomalies: [found('flood', 90)] }, {}];
    expect(measured(rule, samples)).toEqual([{ key: '', value: 90, volume: 1 }]);
    expect(measured({ ...rule, windowSeconds: 60 }, samples)?.[0]?.value).toBe(60);
    expect(measured({ ...rule, scope: { detectors: ['scan'] } }, samples)?.[0]?.value).toBe(60);
    expect(measured({ ...rule, scope: { hosts: ['api*'] } }, samples)?.[0]?.value).toBe(0);
    expect(measured(rule, [{}])).toEqual([{ key: '', value: 0, volume: 1 }]);
  });

  it('is about each detector or host by itself where that is asked for', () => {
    const samples = [{ anomalies: [found('scan', 60), found('scan', 70, ''), found('flood', 90)] }];
    expect(measured({ ...rule, groupBy: 'detector' }, samples)).toEqual([
      { key: 'scan', value: 70, volume: 1 },
      { key: 'flood', value: 90, volume: 1 },
    ]);
    expect(measured({ ...rule, groupBy: 'host' }, samples)?.map(({ key }) => key)).toEqual(['shop', '(unknown)']);
  });
});

describe('kinds about the monitor', () => {
  it('measure the last sample, or the sum over the window', () => {
    const samples = [{ lagSeconds: 90, diskBytes: 5e9, deadLetters: 2 }, { deadLetters: 3 }, { deadLetters: 50 }];
    expect(measured({ name: 'x', kind: 'ingest_lag' }, samples)?.[0]?.value).toBe(90);
    expect(measured({ name: 'x', kind: 'disk' }, samples)?.[0]?.value).toBe(5e9);
    expect(measured({ name: 'x', kind: 'dead_letters', windowSeconds: 120 }, samples)?.[0]?.value).toBe(5);
  });

  it('do not know what was not measured', () => {
    expect(measured({ name: 'x', kind: 'ingest_lag' }, [])?.[0]?.value).toBeNull();
    expect(measured({ name: 'x', kind: 'check_in', checkIn: 'backup' }, [{}])?.[0]?.value).toBeNull();
    const overdue = [{ checkIns: { backup: AT - 3_600_000 } }];
    expect(measured({ name: 'x', kind: 'check_in', checkIn: 'backup' }, overdue)?.[0]?.value).toBe(3600);
  });
});

describe('a sample', () => {
  let store: StoreFixture;
  beforeAll(async () => {
    store = await StoreFixture.create();
  });
  afterAll(() => store.drop());

  it('holds lag, missing records, letters since the one before, check-ins and the size of the database', async () => {
    const hour = Date.now() - 3_600_000;
    const source = await store.source('shop', 'host-1', '0198c0de-7c1a-7cc3-98c4-dc0c0c07398f');
    await store.ledger(source, { firstSeen: hour, lastSeen: Date.now(), holes: [{ from: 3, to: 5, since: hour }] });
    await store.store([{ time: hour, service: 'shop', instance: '0198c0de-7c1a-7cc3-98c4-dc0c0c07398f', seq: 4 }]);
    await store.deadLetter({ offset: 1, value: Buffer.from('x') });
    await store.client.query(`INSERT INTO alert_check_in (name, last_at) VALUES ('backup', now())`);
    await store.progress(new Date(Date.now() - 90_000), 17);
    const read = reading(store.client);
    const first = await takeSample(read, AT, undefined);
    expect(first).toMatchObject({ missing: { shop: 2 }, deadLetters: 0 });
    expect(first.lagSeconds).toBeGreaterThanOrEqual(90);
    expect(first.diskBytes).toBeGreaterThan(1_000_000);
    expect(Math.abs((first.checkIns['backup'] ?? 0) - Date.now())).toBeLessThan(60_000);
    await store.deadLetter({ offset: 2, value: Buffer.from('y') });
    await store.progress(new Date(), 0);
    expect(await takeSample(read, AT + MINUTE_MS, first)).toMatchObject({ deadLetters: 1, lagSeconds: 0 });
    expect((await store.client.query('SELECT minute FROM alert_sample')).rowCount).toBe(2);
  });
});
