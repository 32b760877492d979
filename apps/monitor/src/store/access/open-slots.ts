import { AccessTally, KEPT_FACETS, type KeptFacet, SLOT_SECONDS } from '@log-monitor/access-statistics';
import type pg from 'pg';

/** Slots kept in memory between two folds: of live traffic one or two are open. */
const MOST_REMEMBERED = 16;
/** Their values together, about 80 bytes each. */
const MOST_VALUES = 50_000;

const LIST = `SELECT id, extract(epoch FROM slot)::float8 AS start, changed_at FROM access_delta WHERE slot IS NOT NULL`;
const COLUMNS = ['slot', 'earliest', 'latest', ...KEPT_FACETS];
const INSERT = `
  INSERT INTO access_delta (${COLUMNS.join(', ')}, changed_at) VALUES (${COLUMNS.map((_, at) => `$${at + 1}`).join(', ')}, clock_timestamp())
  RETURNING id, changed_at`;
const DELETE = `DELETE FROM access_delta WHERE id = ANY($1)`;
const TAKE = `${DELETE} RETURNING extract(epoch FROM slot)::float8 AS start, ${KEPT_FACETS.join(', ')}`;

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

  /** The sources that a slot has anything of; undefined when its row is another monitor's. */
  sourcesOf({ start, id }: ListedSlot): readonly number[] | undefined {
    const written = this.#sources.get(start);
    return written?.id === id ? written.sources : undefined;
  }

  /** Removes the rows of slots with these begins and gives what they hold; a slot that nobody has written yet is empty. */
  async take(client: pg.PoolClient, listed: readonly ListedSlot[], starts: readonly number[]): Promise<OpenSlot[]> {
    const tallies = new Map<number, AccessTally>();
    const remembered: string[] = [];
    const unknown: string[] = [];
    for (const row of listed) {
      if (!starts.includes(row.start)) continue;
      const slot = this.#known.get(row.start);
      // Another monitor that has folded meanwhile has written another row.
      if (slot?.id === row.id) tallies.set(row.start, slot.tally);
      (slot?.id === row.id ? remembered : unknown).push(row.id);
    }
    await this.remove(client, remembered);
    for (const [start, tally] of await takeTallies(client, unknown)) tallies.set(start, tally);
    for (const start of starts) this.#known.delete(start);
    return starts.map((start) => ({
      start,
      id: undefined,
      changedAt: 0,
      tally: tallies.get(start) ?? new AccessTally(),
    }));
  }

  /** Writes a slot that was taken as a new row. */
  async write(client: pg.PoolClient, slot: OpenSlot): Promise<void> {
    const { rows } = await client.query<{ id: string; changed_at: Date }>({
      name: 'insert_access_slot',
      text: INSERT,
      values: [
        dateOf(slot.start),
        dateOf(slot.start),
        new Date((slot.start + SLOT_SECONDS) * 1000 - 1),
        ...slot.tally.encodeAll(),
      ],
    });
    slot.id = rows[0]?.id;
    slot.changedAt = rows[0]?.changed_at.getTime() ?? 0;
    this.#known.set(slot.start, slot);
    this.#sources.set(slot.start, { id: slot.id, sources: [...slot.tally.sources()] });
  }

  async remove(client: pg.PoolClient, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await client.query(DELETE, [ids]);
  }

  /** After a slot that was taken is in the windows. */
  forget(start: number): void {
    this.#sources.delete(start);
  }

  /** Only the slots that were written last stay in memory, as long as they are not too large together. */
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

async function takeTallies(client: pg.PoolClient, ids: readonly string[]): Promise<Map<number, AccessTally>> {
  if (ids.length === 0) return new Map();
  const result = await client.query<FacetBytes & { start: number }>(TAKE, [ids]);
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
