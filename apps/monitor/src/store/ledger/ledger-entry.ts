import { IntervalSet } from './interval-set.js';

/** Numbers not yet seen, both ends included, and since when their absence shows (milliseconds since 1970). */
export interface Hole {
  from: number;
  to: number;
  since: number;
}

/** A jump of more than this many numbers is not believed to be a loss: such a number is not one that our transport gives. */
export const SUSPECT_JUMP = 10_000_000;

/** Most holes written down per instance; the widest loss of a hostile producer stays bounded. */
const MAX_HOLES = 1000;

/** Most intervals kept per instance: beyond it numbers can no longer be told apart exactly, and nothing honest needs it. */
const MAX_FRAGMENTS = 10_000;

const ENTRY_BYTES = 600;

/**
 * What the ledger knows of one instance. Pure: the store reads it, hands it the batch, and writes it back under the
 * fence of its version.
 */
export class LedgerEntry {
  /** Highest number received, or announced by a `last-seq` header or a drop report. */
  highest: number;
  /** Numbers below this one may have been in Kafka before the monitor could read. */
  unknownBelow: number;
  records: number;
  duplicates: number;
  firstSeen: number;
  lastSeen: number;
  ended: boolean;
  holes: Hole[];
  /** Reasons whose dropped numbers changed since this entry was read. */
  readonly changedDrops = new Set<string>();

  constructor(
    readonly sourceId: number,
    /** Version of the row that this was read from; 0 when there is none yet. */
    readonly version: number,
    readonly received: IntervalSet,
    readonly dropped: Map<string, IntervalSet>,
    rest: Partial<Pick<LedgerEntry, 'highest' | 'unknownBelow' | 'records' | 'duplicates' | 'ended' | 'holes'>> &
      Pick<LedgerEntry, 'firstSeen' | 'lastSeen'>,
  ) {
    this.highest = rest.highest ?? received.highest;
    this.unknownBelow = rest.unknownBelow ?? 1;
    this.records = rest.records ?? 0;
    this.duplicates = rest.duplicates ?? 0;
    this.firstSeen = rest.firstSeen;
    this.lastSeen = rest.lastSeen;
    this.ended = rest.ended ?? false;
    this.holes = rest.holes ?? [];
  }

  /** What it takes in memory, roughly. */
  get approximateBytes(): number {
    let numbers = 2 * this.received.fragments + 6 * this.holes.length;
    for (const ranges of this.dropped.values()) numbers += 2 * ranges.fragments + 10;
    return ENTRY_BYTES + 8 * numbers;
  }

  /** The same entry after a commit of what was changed on it. */
  committed(): LedgerEntry {
    return new LedgerEntry(this.sourceId, this.version + 1, this.received, this.dropped, this);
  }

  /** A copy to work on, so that a rolled-back batch leaves no trace. */
  clone(): LedgerEntry {
    const dropped = new Map([...this.dropped].map(([reason, ranges]) => [reason, ranges.clone()]));
    return new LedgerEntry(this.sourceId, this.version, this.received.clone(), dropped, this);
  }

  /**
   * Writes a record of the main topic down.
   *
   * @param at its time of arrival, milliseconds since 1970
   * @returns false when its number was there before: a duplicate
   */
  receive(seq: number, at: number): boolean {
    if (at > this.lastSeen) this.lastSeen = at;
    if (at < this.firstSeen) this.firstSeen = at;
    if (!this.received.add(seq)) {
      this.duplicates += 1;
      return false;
    }
    this.records += 1;
    this.announce(seq);
    return true;
  }

  /** Notes the highest number that the instance says it had handed out; a jump out of all measure is not believed. */
  announce(lastSeq: number): void {
    if (lastSeq > this.highest && lastSeq - this.highest <= SUSPECT_JUMP) this.highest = lastSeq;
  }

  /** Numbers that the instance itself dropped, and why; repeated reports change nothing. Both ends included. */
  reportDrop(reason: string, from: number, to: number): void {
    if (to - from > SUSPECT_JUMP) return;
    let ranges = this.dropped.get(reason);
    if (ranges === undefined) this.dropped.set(reason, (ranges = new IntervalSet()));
    if (ranges.fragments >= MAX_FRAGMENTS) return;
    const before = ranges.size;
    ranges.addRange(from, to + 1);
    if (ranges.size !== before) this.changedDrops.add(reason);
    this.announce(to);
  }

  /** Brings the holes up to date: one keeps the moment at which its numbers first showed as absent. */
  findHoles(now: number): void {
    let known = this.received;
    if (
      known.fragments <= 1 &&
      this.dropped.size === 0 &&
      known.gaps(this.unknownBelow, this.highest + 1, 1).length === 0
    ) {
      this.holes = [];
      return;
    }
    for (const ranges of this.dropped.values()) known = known.union(ranges);
    const gaps = known.gaps(this.unknownBelow, this.highest + 1, MAX_HOLES);
    const before = this.holes;
    this.holes = gaps.flatMap(([from, to]) => splitBySince(from, to - 1, before, now));
  }
}

/** Parts of a gap keep the `since` of the hole that they were part of; the rest shows since now. */
function splitBySince(from: number, to: number, before: readonly Hole[], now: number): Hole[] {
  const parts: Hole[] = [];
  let next = from;
  for (const hole of before) {
    if (hole.to < next || hole.from > to) continue;
    if (hole.from > next) parts.push({ from: next, to: hole.from - 1, since: now });
    const end = Math.min(hole.to, to);
    parts.push({ from: Math.max(hole.from, next), to: end, since: hole.since });
    next = end + 1;
  }
  if (next <= to) parts.push({ from: next, to, since: now });
  return parts;
}
