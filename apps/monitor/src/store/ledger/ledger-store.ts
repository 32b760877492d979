import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { SinkError } from '../../batch/batch-sink.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { IntervalSet } from './interval-set.js';
import { type Hole, LedgerEntry } from './ledger-entry.js';

/**
 * Entries kept in memory: of all processes that the ledger follows, as long as they have no more holes than processes have as a rule. The version fences an
 * entry that another monitor has changed.
 */
const CACHE_LIMIT = 50_000;
const CACHE_BYTES = 40_000_000;

interface LedgerRow {
  source_id: number;
  version: number;
  highest: string;
  unknown_below: string;
  records: string;
  duplicates: string;
  first_seen: Date;
  last_seen: Date;
  ended: boolean;
  received: string;
  holes: Hole[];
  drops: { reason: string; ranges: string }[] | null;
}

const SELECT_ENTRIES = `
  SELECT l.source_id, l.version, l.highest, l.unknown_below, l.records, l.duplicates, l.first_seen, l.last_seen, l.ended,
    l.received::text AS received, l.holes,
    (SELECT json_agg(json_build_object('reason', d.reason, 'ranges', d.ranges::text)) FROM ledger_drop d WHERE d.source_id = l.source_id) AS drops
  FROM ledger l
  WHERE l.source_id = ANY($1::int[])`;

const INSERT_ENTRIES = `
  INSERT INTO ledger (source_id, version, highest, unknown_below, records, duplicates, first_seen, last_seen, ended, received, holes)
  SELECT source_id, version + 1, highest, unknown_below, records, duplicates, first_seen, last_seen, ended, received::int8multirange, holes
  FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::timestamptz[], $9::boolean[],
    $10::text[], $11::jsonb[]) AS u (source_id, version, highest, unknown_below, records, duplicates, first_seen, last_seen, ended, received, holes)
  ON CONFLICT (source_id) DO NOTHING`;

const UPDATE_ENTRIES = `
  UPDATE ledger l
  SET version = l.version + 1, highest = u.highest, unknown_below = u.unknown_below, records = u.records, duplicates = u.duplicates,
    first_seen = u.first_seen, last_seen = u.last_seen, ended = u.ended, received = u.received::int8multirange, holes = u.holes
  FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::timestamptz[], $9::boolean[],
    $10::text[], $11::jsonb[]) AS u (source_id, version, highest, unknown_below, records, duplicates, first_seen, last_seen, ended, received, holes)
  WHERE l.source_id = u.source_id AND l.version = u.version`;

const UPSERT_DROPS = `
  INSERT INTO ledger_drop (source_id, reason, ranges)
  SELECT source_id, reason, ranges::int8multirange FROM unnest($1::int[], $2::text[], $3::text[]) AS u (source_id, reason, ranges)
  ON CONFLICT (source_id, reason) DO UPDATE SET ranges = excluded.ranges`;

/** Reads and writes the ledger's rows. A row is written only if it still is what was read: the version is its fence. */
@Injectable()
export class LedgerStore {
  readonly #cache = new LRUCache<number, LedgerEntry>({
    // By size alone: with a number of entries lru-cache takes the memory for all of them at once.
    maxSize: CACHE_BYTES,
    sizeCalculation: (entry) => Math.max(entry.approximateBytes, CACHE_BYTES / CACHE_LIMIT),
  });

  constructor(private readonly pool: IngestPool) {}

  /**
   * Copies of the entries of these sources, to work on; sources without one are left out.
   *
   * @throws SinkError
   */
  async read(sourceIds: Iterable<number>): Promise<Map<number, LedgerEntry>> {
    const entries = new Map<number, LedgerEntry>();
    const unknown: number[] = [];
    for (const id of sourceIds) {
      const cached = this.#cache.get(id);
      if (cached === undefined) unknown.push(id);
      else entries.set(id, cached.clone());
    }
    if (unknown.length === 0) return entries;
    const rows = await this.pool.run<LedgerRow>(SELECT_ENTRIES, [unknown]);
    for (const row of rows) entries.set(row.source_id, entryOf(row));
    return entries;
  }

  /**
   * Writes changed entries in the batch's transaction, in the order of their keys.
   *
   * @throws SinkError `POSITION_MOVED` when another monitor has written one of them since it was read
   */
  async write(client: pg.PoolClient, entries: readonly LedgerEntry[]): Promise<void> {
    const sorted = [...entries].sort((a, b) => a.sourceId - b.sourceId);
    await this.#writeRows(
      client,
      'insert_ledger',
      INSERT_ENTRIES,
      sorted.filter((entry) => entry.version === 0),
    );
    await this.#writeRows(
      client,
      'update_ledger',
      UPDATE_ENTRIES,
      sorted.filter((entry) => entry.version > 0),
    );
    await writeDrops(client, sorted);
  }

  /** Remembers what a committed transaction wrote. */
  committed(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) this.#cache.set(entry.sourceId, entry.committed());
  }

  /** Forgets what may have changed under us. */
  forget(sourceIds: Iterable<number>): void {
    for (const id of sourceIds) this.#cache.delete(id);
  }

  async #writeRows(client: pg.PoolClient, name: string, sql: string, entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const result = await client.query({ name, text: sql, values: entryColumns(entries) });
    if (result.rowCount === entries.length) return;
    this.forget(entries.map((entry) => entry.sourceId));
    throw new SinkError('POSITION_MOVED', 'another monitor has written to the ledger of the same instance');
  }
}

function entryColumns(entries: readonly LedgerEntry[]): unknown[][] {
  const column = <Value>(value: (entry: LedgerEntry) => Value): Value[] => entries.map(value);
  return [
    column((entry) => entry.sourceId),
    column((entry) => entry.version),
    column((entry) => entry.highest),
    column((entry) => entry.unknownBelow),
    column((entry) => entry.records),
    column((entry) => entry.duplicates),
    column((entry) => new Date(entry.firstSeen).toISOString()),
    column((entry) => new Date(entry.lastSeen).toISOString()),
    column((entry) => entry.ended),
    column((entry) => entry.received.toString()),
    column((entry) => JSON.stringify(entry.holes)),
  ];
}

async function writeDrops(client: pg.PoolClient, entries: readonly LedgerEntry[]): Promise<void> {
  const drops = entries.flatMap((entry) =>
    [...entry.changedDrops]
      .sort()
      .map((reason) => ({ sourceId: entry.sourceId, reason, ranges: entry.dropped.get(reason) })),
  );
  if (drops.length === 0) return;
  await client.query(UPSERT_DROPS, [
    drops.map((drop) => drop.sourceId),
    drops.map((drop) => drop.reason),
    drops.map((drop) => String(drop.ranges)),
  ]);
}

function entryOf(row: LedgerRow): LedgerEntry {
  const dropped = new Map((row.drops ?? []).map(({ reason, ranges }) => [reason, IntervalSet.parse(ranges)]));
  return new LedgerEntry(row.source_id, row.version, IntervalSet.parse(row.received), dropped, {
    highest: Number(row.highest),
    unknownBelow: Number(row.unknown_below),
    records: Number(row.records),
    duplicates: Number(row.duplicates),
    firstSeen: row.first_seen.getTime(),
    lastSeen: row.last_seen.getTime(),
    ended: row.ended,
    holes: row.holes,
  });
}
