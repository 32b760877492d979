import type pg from 'pg';
import { expect } from 'vitest';
import type { MonitorProcess } from './monitor-process.js';
import { absentFor, type InstanceTruth, multirangeOf, reached } from './truth.js';

interface Expectation {
  /** Also asked over HTTP when given: the answer must say the same as the tables. */
  monitor?: MonitorProcess;
  /** Messages that had to be kept aside; default none. */
  deadLetters?: number;
  /** Gaps that had to be written down; default none. */
  gaps?: number;
}

/**
 * Expects that the store says exactly what happened, no less and no more: every record that reached Kafka is stored once under its own number, the
 * counters of every width add up to the rows, those of problems to the errors, and the ledger calls missing what is missing, dropped what was dropped, a copy a copy.
 */
export async function expectTruth(
  reader: pg.Pool,
  truths: readonly InstanceTruth[],
  { monitor, deadLetters = 0, gaps = 0 }: Expectation = {},
): Promise<void> {
  for (const truth of truths) {
    expect(await storedOf(reader, truth), `rows of ${truth.service}`).toEqual(expectedRows(truth));
    expect(await ledgerOf(reader, truth), `ledger of ${truth.service}`).toEqual(expectedLedger(truth));
    if (monitor !== undefined) await expectAnswer(monitor, truth);
  }
  for (const service of new Set(truths.map((truth) => truth.service))) {
    const levels = levelsOf(truths.filter((truth) => truth.service === service));
    expect(await countedOf(reader, service), `counters of ${service}`).toEqual({ 1: levels, 10: levels, 60: levels });
    const errors = (levels['error'] ?? 0) + (levels['critical'] ?? 0);
    // They are added up twice a second, also after a kill.
    await expect
      .poll(() => problemsOf(reader, service), { timeout: 20_000, message: `errors by problem of ${service}` })
      .toEqual({ seen: errors, hours: errors });
  }
  expect(await countOf(reader, 'dead_letter'), 'dead letters').toBe(deadLetters);
  expect(await countOf(reader, 'ingest_gap'), 'gaps').toBe(gaps);
}

interface StoredRows {
  rows: number;
  distinctIds: number;
  numbers: string;
  /** Rows under another number than the one that their text names. */
  mixedUp: number;
  byLevel: Record<string, number>;
}

const LEVELS = ['', 'debug', 'info', 'warning', 'error', 'critical'];
const ROWS = `
  SELECT id, level, seq, message FROM log_record WHERE source_id = (SELECT id FROM source WHERE instance = $1)
  UNION ALL SELECT id, level, seq, message FROM error_record WHERE source_id = (SELECT id FROM source WHERE instance = $1)`;

function expectedRows(truth: InstanceTruth): StoredRows {
  const rows = truth.handedOut - truth.absent.size;
  return { rows, distinctIds: rows, numbers: multirangeOf(reached(truth)), mixedUp: 0, byLevel: levelsOf([truth]) };
}

/** By plain SQL, not by the queries under test. */
async function storedOf(reader: pg.Pool, { instance }: InstanceTruth): Promise<StoredRows> {
  const totals = await reader.query<{ rows: string; ids: string; numbers: string; mixed_up: string }>(
    `SELECT count(*) AS rows, count(DISTINCT id) AS ids, coalesce(range_agg(int8range(seq, seq + 1)), '{}')::text AS numbers,
       count(*) FILTER (WHERE message LIKE 'record %' AND message <> 'record ' || seq) AS mixed_up FROM (${ROWS}) r`,
    [instance],
  );
  const levels = await reader.query<LevelCount>(`SELECT level, count(*) FROM (${ROWS}) r GROUP BY 1`, [instance]);
  const total = totals.rows[0];
  return {
    rows: Number(total?.rows),
    distinctIds: Number(total?.ids),
    numbers: total?.numbers ?? '',
    mixedUp: Number(total?.mixed_up),
    byLevel: byName(levels.rows),
  };
}

/** Counters per minute, and the same added up to 10 and 60 minutes. */
async function countedOf(reader: pg.Pool, service: string): Promise<Record<number, Record<string, number>>> {
  const counted = await reader.query<LevelCount & { width: number }>(
    `SELECT width, c.level, sum(count) AS count
     FROM (SELECT 1 AS width, service_id, level, count FROM log_count UNION ALL SELECT width, service_id, level, count FROM log_count_rollup) c
     JOIN service s ON s.id = c.service_id WHERE s.name = $1 GROUP BY 1, 2`,
    [service],
  );
  return Object.fromEntries(
    [1, 10, 60].map((width) => [width, byName(counted.rows.filter((row) => row.width === width))]),
  );
}

/** Errors as they are counted by problem: by where they were seen, and by hour. */
async function problemsOf(reader: pg.Pool, service: string): Promise<{ seen: number; hours: number }> {
  const counted = await reader.query<{ seen: number; hours: number }>(
    `SELECT (SELECT coalesce(sum(o.count), 0)::int FROM error_occurrence o WHERE o.service_id = s.id) AS seen,
       (SELECT coalesce(sum(c.count), 0)::int FROM error_count c WHERE c.service_id = s.id AND c.width = 60) AS hours
     FROM service s WHERE s.name = $1`,
    [service],
  );
  return counted.rows[0] ?? { seen: 0, hours: 0 };
}

interface LedgerVerdict {
  received: string;
  records: number;
  duplicates: number;
  highest: number;
  missing: string;
  dropped: Record<string, string>;
  ended?: boolean;
}

function expectedLedger(truth: InstanceTruth): LedgerVerdict {
  const reasons = new Set([...truth.absent.values()].filter((reason) => reason !== 'missing'));
  return {
    received: multirangeOf(reached(truth)),
    records: truth.handedOut - truth.absent.size,
    duplicates: truth.duplicates,
    highest: truth.handedOut,
    missing: multirangeOf(absentFor(truth, 'missing')),
    dropped: Object.fromEntries([...reasons].map((reason) => [reason, multirangeOf(absentFor(truth, reason))])),
    ...(truth.ended !== undefined && { ended: truth.ended }),
  };
}

/** Holes are what is missing, whether already overdue or still pending: after the end of a run they are the same. */
async function ledgerOf(reader: pg.Pool, truth: InstanceTruth): Promise<LedgerVerdict | undefined> {
  const result = await reader.query<LedgerVerdict & { ended: boolean }>(
    `SELECT l.received::text, l.records, l.duplicates, l.highest, l.ended,
       (SELECT coalesce(range_agg(int8range((h ->> 'from')::bigint, (h ->> 'to')::bigint + 1)), '{}')::text FROM jsonb_array_elements(l.holes) h) AS missing,
       (SELECT coalesce(jsonb_object_agg(d.reason, d.ranges::text), '{}') FROM ledger_drop d WHERE d.source_id = l.source_id) AS dropped
     FROM ledger l JOIN source s ON s.id = l.source_id WHERE s.instance = $1`,
    [truth.instance],
  );
  const row = result.rows[0];
  if (row === undefined) return undefined;
  const { received, missing, dropped, ended } = row;
  // The driver gives bigint as text.
  const [records, duplicates, highest] = [Number(row.records), Number(row.duplicates), Number(row.highest)];
  return {
    received,
    records,
    duplicates,
    highest,
    missing,
    dropped,
    ...(truth.ended !== undefined && { ended }),
  };
}

interface LedgerAnswer {
  instances: {
    instance: string;
    received: number;
    duplicates: number;
    last: number;
    dropped: Record<string, number>;
    missing: [number, number][];
    pending: [number, number][];
  }[];
}

async function expectAnswer(monitor: MonitorProcess, truth: InstanceTruth): Promise<void> {
  const path = `/api/v1/ingest/ledger?limit=1000&service=${encodeURIComponent(truth.service)}`;
  const { instances } = await monitor.get<LedgerAnswer>(path);
  const said = instances.find(({ instance }) => instance === truth.instance);
  const absent = [...(said?.missing ?? []), ...(said?.pending ?? [])].sort(([a], [b]) => a - b);
  const reasons = new Set([...truth.absent.values()].filter((reason) => reason !== 'missing'));
  expect(
    { ...said, missing: multirangeOf(absent.flatMap(([from, to]) => numbersBetween(from, to))) },
    `answer about ${truth.service}`,
  ).toMatchObject({
    received: truth.handedOut - truth.absent.size,
    duplicates: truth.duplicates,
    last: truth.handedOut,
    missing: multirangeOf(absentFor(truth, 'missing')),
    dropped: Object.fromEntries([...reasons].map((reason) => [reason, absentFor(truth, reason).length])),
  });
}

function numbersBetween(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

interface LevelCount {
  level: number;
  count: string;
}

function byName(rows: readonly LevelCount[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ level, count }) => [LEVELS[level] as string, Number(count)]));
}

function levelsOf(truths: readonly InstanceTruth[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { byLevel } of truths) {
    for (const [level, count] of Object.entries(byLevel)) sums[level] = (sums[level] ?? 0) + count;
  }
  return sums;
}

async function countOf(reader: pg.Pool, table: 'dead_letter' | 'ingest_gap'): Promise<number> {
  const result = await reader.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
  return Number(result.rows[0]?.count);
}
