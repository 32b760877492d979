import { AccessTally, KEPT_FACETS, SLOT_SECONDS } from '@log-monitor/access-statistics';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type pg from 'pg';
import { Configuration } from '../../configuration/configuration.js';
import { Repeated } from '../../time/repeated.js';
import { ACCESS_FOLD_LOCK } from '../connection/advisory-locks.js';
import { IngestPool } from '../connection/ingest-pool.js';
import { addSourceCounts, readWatermarks, sumCounts } from './add-source-counts.js';
import { DayWindows } from './day-windows.js';
import { FreshTallies } from './fresh-tallies.js';
import { type FacetBytes, type ListedSlot, mergeRow, OpenSlots } from './open-slots.js';
import type { SourceCounts } from './source-counts.js';
import { writeSlots } from './write-slots.js';

const PAUSE_MS = 500;
/** While lines come, the pause is so many times as long as the fold before: folding takes no more than a ninth of one core. */
const PAUSE_TIMES = 8;
/** Batches of one fold: more while they can be folded quickly. */
const LEAST_BATCHES = 4;
const MOST_BATCHES = 64;
/** Values of one fold, about 80 bytes each; and what a batch is taken for that is not in memory. */
const MOST_VALUES = 100_000;
const UNREAD_VALUES = 10_000;
const QUICK_MS = 500;
const SLOW_MS = 3000;
/** Slots that are over and written in one fold, and at most at once: an hour, whose window is then written once. */
const MOST_WRITTEN = 6;
/** Slots that are in memory together while batches are added to them. */
const SLOTS_AT_ONCE = 4;
/**
 * How long a slot must be left alone before it is written into the windows, which costs twenty times what its row costs. Of old lines, one file or partition
 * is read some seconds ahead of the other: a slot that is written too early is opened and written again.
 */
const SETTLED_MS = 20_000;
/** Beyond it the slots that changed longest ago are written, over or not. */
const MOST_OPEN = 200;

const TRY_LOCK = `SELECT pg_try_advisory_xact_lock(${ACCESS_FOLD_LOCK}) AS taken`;
const SELECT_BATCHES = `SELECT id, sources::text AS sources FROM access_delta WHERE slot IS NULL ORDER BY id LIMIT $1`;
const SELECT_COUNTS = `SELECT id, ${KEPT_FACETS.join(', ')} FROM access_delta WHERE id = ANY($1)`;

interface BatchRow {
  id: string;
  sources: string;
}

/** How much a fold has done. */
interface Folded {
  batches: number;
  slots: number;
  /** There is more to fold. */
  isBehind: boolean;
}

const NOTHING: Folded = { batches: 0, slots: 0, isBehind: false };

/** What is the same for all steps of one fold. */
interface Fold {
  client: pg.PoolClient;
  /** Milliseconds since 1970. */
  now: number;
  /** Up to when the windows of each source are over, seconds since 1970. */
  watermarks: Map<number, number>;
  listed: ListedSlot[];
}

/**
 * Adds what batches have counted to the windows: first to the ten minutes that are open, a row each; when these are over, to the windows of every width.
 * One transaction takes, adds and removes, so that everything is counted exactly once whatever is killed; one monitor does it at a time.
 */
@Injectable()
export class AccessFold implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('AccessFold');
  readonly #work = new Repeated(PAUSE_MS / 2, () => this.#run());
  readonly #slots = new OpenSlots();
  readonly #days = new DayWindows();
  readonly #watermarkSeconds: number;
  #due = 0;
  #batches = LEAST_BATCHES;
  #failing = false;

  constructor(
    private readonly pool: IngestPool,
    private readonly fresh: FreshTallies,
    @Inject(Configuration) { access }: { access: Pick<Configuration['access'], 'watermarkSeconds'> },
  ) {
    this.#watermarkSeconds = access.watermarkSeconds;
  }

  onApplicationBootstrap(): void {
    this.#work.startLater();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#work.stop();
  }

  /**
   * Folds once.
   *
   * @param now milliseconds since 1970
   * @returns batches and slots that were folded; 0 also while another monitor folds
   * @throws SinkError
   */
  async fold(now: number): Promise<number> {
    const began = performance.now();
    try {
      const { batches, slots, isBehind } = await this.pool.transaction((client) => this.#foldIn(client, now));
      const took = performance.now() - began;
      // Behind: there is no time for a pause.
      const pause = isBehind ? 0 : Math.max(PAUSE_MS, batches > 0 ? PAUSE_TIMES * took : took);
      this.#due = performance.now() + pause;
      if (took > SLOW_MS) this.#batches = Math.max(LEAST_BATCHES, Math.floor(this.#batches / 2));
      else if (took < QUICK_MS) this.#batches = Math.min(MOST_BATCHES, this.#batches * 2);
      return batches + slots;
    } catch (error) {
      this.#slots.forgetAll();
      this.#days.forgetAll();
      this.fresh.forgetAll();
      throw error;
    }
  }

  /** Never rejects: what was not folded is folded the next time. */
  async #run(): Promise<void> {
    if (performance.now() < this.#due && !this.fresh.isFilling) return;
    try {
      await this.fold(this.pool.clock.now());
      this.#failing = false;
    } catch (error) {
      this.#due = performance.now() + PAUSE_TIMES * PAUSE_MS;
      this.#batches = LEAST_BATCHES;
      if (!this.#failing) this.#logger.warn(`counts of web servers are folded later: ${(error as Error).message}`);
      this.#failing = true;
    }
  }

  async #foldIn(client: pg.PoolClient, now: number): Promise<Folded> {
    const lock = await client.query<{ taken: boolean }>(TRY_LOCK);
    if (lock.rows[0]?.taken !== true) return NOTHING;
    const found = await client.query<BatchRow>(SELECT_BATCHES, [this.#batches]);
    const rows = this.#withinMemory(found.rows);
    const listed = await this.#slots.list(client);
    if (rows.length === 0 && listed.length === 0) return NOTHING;
    const sources = rows.map((row) => JSON.parse(row.sources) as SourceCounts[]);
    const watermarks = await readWatermarks(client, this.#wantedSources(sources, listed), this.#watermarkSeconds);
    const fold = { client, now, watermarks, listed };
    const given = await this.#takeBatches(fold, rows, sources);
    const starts = given.slotStarts();
    const { over, overfull } = this.#chooseWritten(fold, starts);
    await this.#slots.remove(
      client,
      rows.map(({ id }) => id),
    );
    await this.#addToSlots(
      fold,
      given,
      starts.filter((start) => !overfull.includes(start)),
    );
    const written = [...over, ...overfull];
    for (let at = 0; at < written.length; at += MOST_WRITTEN)
      await this.#writeIntoWindows(fold, given, written.slice(at, at + MOST_WRITTEN));
    const isBehind = rows.length < found.rows.length || found.rows.length === this.#batches;
    return { batches: rows.length, slots: written.length, isBehind };
  }

  /** Adds what batches have of slots that stay open, a few slots at a time: an imported day has many, and each may be some megabytes. */
  async #addToSlots({ client, listed }: Fold, given: AccessTally, starts: readonly number[]): Promise<void> {
    for (let at = 0; at < starts.length; at += SLOTS_AT_ONCE) {
      const slots = await this.#slots.take(client, listed, starts.slice(at, at + SLOTS_AT_ONCE));
      for (const slot of slots) {
        slot.tally.absorb(given.takeSlot(slot.start));
        await this.#slots.write(client, slot);
      }
      this.#slots.keepLatest();
    }
  }

  /** Writes slots with what batches have of them into the windows of every width. */
  async #writeIntoWindows({ client, listed, now }: Fold, given: AccessTally, starts: readonly number[]): Promise<void> {
    const slots = await this.#slots.take(client, listed, starts);
    for (const slot of slots) slot.tally.absorb(given.takeSlot(slot.start));
    await writeSlots(client, slots, this.#days, now);
    for (const { start } of slots) this.#slots.forget(start);
  }

  /** The first of these batches; at least one. */
  #withinMemory(rows: readonly BatchRow[]): BatchRow[] {
    let values = 0;
    return rows.filter(({ id }) => {
      const isFirst = values === 0;
      values += this.fresh.sizeOf(id) ?? UNREAD_VALUES;
      return isFirst || values <= MOST_VALUES;
    });
  }

  #wantedSources(sources: readonly SourceCounts[][], listed: readonly ListedSlot[]): Set<number> {
    const wanted = new Set(sources.flat().map(({ id }) => id));
    for (const slot of listed) for (const id of this.#slots.sourcesOf(slot) ?? []) wanted.add(id);
    return wanted;
  }

  /** Adds the batches up; each moves the watermarks of its sources for those that follow. */
  async #takeBatches(
    { client, watermarks }: Fold,
    rows: readonly BatchRow[],
    sources: readonly SourceCounts[][],
  ): Promise<AccessTally> {
    const given = new AccessTally();
    const fresh = rows.map(({ id }) => this.fresh.take(id));
    const read = await readCounts(
      client,
      rows.filter((_, at) => fresh[at] === undefined),
    );
    for (const [at, { id }] of rows.entries()) {
      const tally = fresh[at];
      if (tally === undefined) mergeRow(given, read.get(id) as FacetBytes, watermarks);
      else given.absorb(tally, watermarks);
      for (const { id, latestEvent } of sources[at] ?? []) {
        if (latestEvent === 0) continue;
        const mark = latestEvent / 1000 - this.#watermarkSeconds;
        watermarks.set(id, Math.max(watermarks.get(id) ?? Number.NEGATIVE_INFINITY, mark));
      }
    }
    const late = new Map<number, number>();
    given.each('host', (_start, source, _host, _value, cell) => {
      if (cell.late > 0) late.set(source, (late.get(source) ?? 0) + cell.late);
    });
    await addSourceCounts(client, sumCounts(sources.flat()), late);
    return given;
  }

  /**
   * Which slots are written into the windows now.
   *
   * @param starts of the slots that batches have anything of
   * @returns begins of those that are over, the ones that changed longest ago first, and of those that are too many even so: the oldest of `starts`
   */
  #chooseWritten(fold: Fold, starts: readonly number[]): { over: number[]; overfull: number[] } {
    const isChanged = new Set(starts);
    const quiet = fold.listed.filter(({ start }) => !isChanged.has(start)).sort((a, b) => a.changedAt - b.changedAt);
    const tooMany = quiet.length + starts.length - MOST_OPEN;
    const over = quiet.filter((slot, at) => at < tooMany || this.#isOver(fold, slot)).map(({ start }) => start);
    const overfull = starts.slice(0, Math.max(0, tooMany - quiet.length));
    return { over: over.slice(0, Math.max(MOST_WRITTEN, tooMany)), overfull };
  }

  /** True when all sources of the slot have passed it, or when nothing has come for it any more. */
  #isOver({ now, watermarks }: Fold, slot: ListedSlot): boolean {
    const end = slot.start + SLOT_SECONDS;
    const quietMs = now - slot.changedAt;
    const watermarkMs = this.#watermarkSeconds * 1000;
    if (quietMs >= watermarkMs && now >= end * 1000 + watermarkMs) return true;
    const sources = this.#slots.sourcesOf(slot);
    if (sources === undefined || quietMs < SETTLED_MS) return false;
    return sources.every((source) => (watermarks.get(source) ?? Number.NEGATIVE_INFINITY) >= end);
  }
}

async function readCounts(client: pg.PoolClient, batches: readonly BatchRow[]): Promise<Map<string, FacetBytes>> {
  if (batches.length === 0) return new Map();
  const result = await client.query<FacetBytes & { id: string }>(SELECT_COUNTS, [batches.map(({ id }) => id)]);
  return new Map(result.rows.map((row) => [row.id, row]));
}
