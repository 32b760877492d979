import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FactsTally, SourceFacts } from '@log-monitor/access-anomaly';
import { AccessTally, WINDOW_DAYS } from '@log-monitor/access-statistics';
import type { AccessRecord } from '@log-monitor/access-record';
import type { AccessLine, AccessOrigin } from '../../batch/access-batch.js';
import { DAY_MS, HOUR_MS } from '../../time/durations.js';
import type { Place } from '../directory/source-directory.js';
import type { LedgerEntry } from '../ledger/ledger-entry.js';
import type { BlockPool } from '../copy/block-pool.js';
import { AccessRows } from './access-rows.js';
import { noCounts, type SourceCounts } from './source-counts.js';

/** Lines ahead of our clock are taken as they are for this long. */
const AHEAD_MS = HOUR_MS;
const COUNTED_MS = WINDOW_DAYS[86_400] * DAY_MS;
/** Lines between two turns of the event loop, some ten milliseconds: requests, heartbeats and PostgreSQL's answers to other batches must not wait for a whole batch. */
const LINES_A_TURN = 500;

/** A batch after the ledger has had its say. */
export interface PickedLines {
  rows: AccessRows;
  tally: AccessTally;
  /** What detectors of anomalies need. */
  facts: SourceFacts[];
  /** Bounds of the event times that the tally has, milliseconds since 1970. */
  earliest: number;
  latest: number;
  sources: SourceCounts[];
  /** New lines, heartbeats included. */
  stored: number;
  duplicates: number;
}

/** What a line is looked up in. */
export interface LineContext {
  /** Of Kafka. */
  partition: number;
  sourceIds: ReadonlyMap<AccessOrigin, number>;
  /** Where the processes stand that sent the lines. */
  places: ReadonlyMap<string, Place>;
  ledger: ReadonlyMap<number, LedgerEntry>;
  /** Milliseconds since 1970. */
  now: number;
  /** Days that lines are kept. */
  lineDays: number;
  /** Memory for the rows. */
  blocks: BlockPool;
  /** Where facts for detectors are collected; it belongs to one batch at a time. */
  facts: FactsTally;
}

/** Asks the ledger what is new in a batch, and counts that. Others have a turn in between. */
export async function pickAccessLines(lines: Iterable<AccessLine>, context: LineContext): Promise<PickedLines> {
  return await new Picking(context).pick(lines);
}

class Picking {
  readonly #picked: Omit<PickedLines, 'rows' | 'facts'> = {
    tally: new AccessTally(),
    earliest: Number.POSITIVE_INFINITY,
    latest: Number.NEGATIVE_INFINITY,
    sources: [],
    stored: 0,
    duplicates: 0,
  };
  readonly #counts = new Map<number, SourceCounts>();
  readonly #rows: AccessRows;
  readonly #oldestLine: number;

  constructor(private readonly context: LineContext) {
    this.#rows = new AccessRows(context.partition, context.blocks);
    context.facts.clear();
    this.#oldestLine = context.now - context.lineDays * DAY_MS;
  }

  async pick(lines: Iterable<AccessLine>): Promise<PickedLines> {
    let isNew = true;
    let offset = -1;
    let left = LINES_A_TURN;
    for (const given of lines) {
      // The lines of one message have one number.
      if (given.element === 0 || given.offset !== offset) isNew = this.#receive(given);
      offset = given.offset;
      const sourceId = this.context.sourceIds.get(given.origin) as number;
      const counts = this.#countsOf(sourceId);
      if (isNew) this.#take(given, sourceId, counts);
      else counts.duplicates += 1;
      left -= 1;
      if (left > 0) continue;
      await nextTurn();
      left = LINES_A_TURN;
    }
    const picked = this.#picked;
    picked.sources = [...this.#counts.values()];
    for (const { lines: stored, duplicates } of picked.sources) {
      picked.stored += stored;
      picked.duplicates += duplicates;
    }
    return { ...picked, rows: this.#rows, facts: this.context.facts.take() };
  }

  #receive({ instance, seq, earlierSeqs, kafkaTime }: AccessLine): boolean {
    if (instance === null || seq < 1) return true;
    const place = this.context.places.get(instance);
    const entry = place?.hasLedger ? this.context.ledger.get(place.sourceId) : undefined;
    for (const earlier of earlierSeqs) entry?.receive(earlier, kafkaTime);
    return entry?.receive(seq, kafkaTime) ?? true;
  }

  #take(given: AccessLine, sourceId: number, counts: SourceCounts): void {
    const { line, kafkaTime } = given;
    counts.lines += 1;
    counts.firstSeen = Math.min(counts.firstSeen, kafkaTime);
    counts.lastSeen = Math.max(counts.lastSeen, kafkaTime);
    if (line.kind === 'heartbeat') {
      counts.heartbeats += 1;
      return;
    }
    const counted = this.#countedTime(given.time, counts);
    const time = Math.max(counted, this.#oldestLine);
    if (line.kind === 'unparsed') {
      counts.unparsed += 1;
      counts.byReason[line.reason] = (counts.byReason[line.reason] ?? 0) + 1;
      this.#rows.addUnparsed(given, line, { sourceId, time });
      return;
    }
    counts.latestEvent = Math.max(counts.latestEvent, Math.min(counted, this.context.now));
    if (line.kind === 'access') {
      this.#rows.addRequest(given, line, { sourceId, time });
      this.#countRequest(line, sourceId, counted, counts);
      if (!line.healthCheck) this.#addFacts(line, sourceId, given.time);
    } else {
      this.#rows.addError(given, line, { sourceId, time });
      counts.errors += 1;
      this.#picked.tally.addError(sourceId, counted, line);
      this.#spans(counted);
    }
  }

  #countRequest(line: AccessRecord, sourceId: number, counted: number, counts: SourceCounts): void {
    counts.requests += 1;
    if (line.healthCheck) {
      counts.healthChecks += 1;
      return;
    }
    this.#picked.tally.add(sourceId, counted, line);
    this.#spans(counted);
  }

  /** By its own time, also one before all windows: what was unusual years ago is found in an import. */
  #addFacts(line: AccessRecord, sourceId: number, time: number): void {
    if (time >= 0 && time <= this.context.now + AHEAD_MS) this.context.facts.add(sourceId, time, line);
  }

  /** The time in whose windows a line is counted; one outside of all windows is noted. */
  #countedTime(time: number, counts: SourceCounts): number {
    const { now } = this.context;
    if (time >= now - COUNTED_MS && time <= now + AHEAD_MS) return time;
    counts.outside += 1;
    const skew = (time - now) / 1000;
    if (Math.abs(skew) > Math.abs(counts.skewSeconds)) counts.skewSeconds = skew;
    return Math.min(Math.max(time, now - COUNTED_MS), now + AHEAD_MS);
  }

  #spans(time: number): void {
    if (time < this.#picked.earliest) this.#picked.earliest = time;
    if (time > this.#picked.latest) this.#picked.latest = time;
  }

  #countsOf(sourceId: number): SourceCounts {
    let counts = this.#counts.get(sourceId);
    if (counts === undefined) this.#counts.set(sourceId, (counts = noCounts(sourceId)));
    return counts;
  }
}
