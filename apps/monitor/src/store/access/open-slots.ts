import { AccessTally, KEPT_FACETS, type KeptFacet, SLOT_SECONDS } from '@log-monitor/access-statistics';
import type pg from 'pg';

/** Slots kept in memory between two folds: of live traffic one or two are open. */
const MOST_REMEMBERED = 16;
/** Their values together, about 80 bytes each. */
const MOST_VALUES = 100_000;

const SELECT = `SELECT id, extract(epoch FROM slot)::float8 AS start, ${KEPT_FACETS.join(', ')} FROM access_delta WHERE slot = ANY($1)`;
const LIST = `SELECT id, extract(epoch FROM slot)::float8 AS start, changed_at FROM access_delta WHERE slot IS NOT NULL`;
const COLUMNS = ['slot', 'earliest', 'latest', ...KEPT_FACETS];
const INSERT = `
  INSERT INTO access_delta (${COLUMNS.join(', ')}, changed_at) VALUES (${COLUMNS.map((_, at) => `$${at + 1}`).join(', ')}, clock_timestamp())
  RETURNING id, changed_at`;
const DELETE = `DELETE FROM access_delta WHERE id = ANY($1)`;

export type FacetBytes = Readonly<Record<KeptFacet, Buffer | null>>;

/** Ten minutes that are still counted together, as `access_delta` has them. */
export interface OpenSlot {
  /** Seconds since 1970. */
  readonly start: number;
  /** The row's number: a row that is written again has a new one. Undefined until it is written. */
  id: string | undefined;
  /** By PostgreSQL's clock, milliseconds since 1970. */
  changedAt: number;
  tally: AccessTally;
}

/** What is known of a slot without reading it. */
export interface ListedSlot {
  start: number;
  id: string;
  changedAt: number;
}

/**
 * The slots that are open. What is kept in memory is what a row with this number holds; another monitor that has folded meanwhile has written
 * another row.
 */
export class OpenSlots {
  #known = new Map<number, OpenSlot>();
  /** Of all slots that we have written, whether they are in memory or not: which sources a row has anything of. */
  readonly #sources = new Map<number, { id: string | undefined; sources: readonly number[] }>();

  /** All slots that are open, as the transaction sees them. */
  async list(client: pg.PoolClient): Promise<ListedSlot[]> {
    const { rows } = await client.query<{ id: string; start: number; changed_at: Date }>(LIST);
    return rows.map(({ id, start, changed_at }) => ({ id, start, changedAt: changed_at.getTime() }));
  }

  /** The slot if it is in memory and its row is still the one that was read. */
  remembered({ start, id }: ListedSlot): OpenSlot | undefined {
    const slot = this.#known.get(start);
    return slot?.id === id ? slot : undefined;
  }

  /** The sources that a slot has anything of; undefined when its row is another monitor's. */
  sourcesOf({ start, id }: ListedSlot): readonly number[] | undefined {
    const written = this.#sources.get(start);
    return written?.id === id ? written.sources : undefined;
  }

  /** Slots with these begins; one that nobody has written yet is empty. */
  async read(client: pg.PoolClient, listed: readonly ListedSlot[], starts: readonly number[]): Promise<OpenSlot[]> {
    const byStart = new Map(listed.map((slot) => [slot.start, slot]));
    const unknown = starts.filter((start) => {
      const row = byStart.get(start);
      return row !== undefined && this.remembered(row) === undefined;
    });
    const read = unknown.length === 0 ? new Map<number, AccessTally>() : await readTallies(client, unknown);
    return starts.map((start) => {
      const row = byStart.get(start);
      const known = row === undefined ? undefined : this.remembered(row);
      const tally = known?.tally ?? read.get(start) ?? new AccessTally();
      const slot = { start, id: row?.id, changedAt: row?.changedAt ?? 0, tally };
      this.#known.set(start, slot);
      return slot;
    });
  }

  /** Writes a slot as a new row; the one before is the caller's to remove. */
  async write(client: pg.PoolClient, slot: OpenSlot): Promise<void> {
    const { rows } = await client.query<{ id: string; changed_at: Date }>({
      name: 'insert_access_slot',
      text: INSERT,
      values: [
        dateOf(slot.start),
        dateOf(slot.start),
        new Date((slot.start + SLOT_SECONDS) * 1000 - 1),
        ...KEPT_FACETS.map((name) => slot.tally.encode(name, 'any') ?? null),
      ],
    });
    slot.id = rows[0]?.id;
    slot.changedAt = rows[0]?.changed_at.getTime() ?? 0;
    this.#known.set(slot.start, slot);
    this.#sources.set(slot.start, { id: slot.id, sources: [...slot.tally.sources()] });
  }

  async remove(client: pg.PoolClient, ids: readonly string[]): Promise<void> {
    await client.query(DELETE, [ids]);
  }

  forget(start: number): void {
    this.#known.delete(start);
    this.#sources.delete(start);
  }

  /** After a commit: only the slots that changed last stay in memory, as long as they are not too large together. */
  keepLatest(): void {
    const latest = [...this.#known.values()].sort((a, b) => b.changedAt - a.changedAt);
    let values = 0;
    const kept = latest.filter(({ tally }, at) => at < MOST_REMEMBERED && (values += tally.size) <= MOST_VALUES);
    this.#known = new Map(kept.map((slot) => [slot.start, slot]));
  }

  /** After a rollback: what is in memory is in no row. */
  forgetAll(): void {
    this.#known.clear();
    this.#sources.clear();
  }
}

/** Adds what a row of `access_delta` holds. */
export function mergeRow(tally: AccessTally, row: FacetBytes, watermarks?: ReadonlyMap<number, number>): void {
  for (const name of KEPT_FACETS) if (row[name] !== null) tally.mergeEncoded(name, row[name], watermarks);
}

async function readTallies(client: pg.PoolClient, starts: readonly number[]): Promise<Map<number, AccessTally>> {
  const result = await client.query<FacetBytes & { start: number }>(SELECT, [starts.map(dateOf)]);
  return new Map(
    result.rows.map((row) => {
      const tally = new AccessTally();
      mergeRow(tally, row);
      return [row.start, tally];
    }),
  );
}

function dateOf(seconds: number): Date {
  return new Date(seconds * 1000);
}
