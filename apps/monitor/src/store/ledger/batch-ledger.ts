import { Injectable } from '@nestjs/common';
import type { InstanceNews } from '../../batch/batch.js';
import type { RecordSource } from '../../batch/decoded-record.js';
import type { Moment } from '../batch/record-kind.js';
import { type Place, SourceDirectory } from '../directory/source-directory.js';
import { IntervalSet } from './interval-set.js';
import { LedgerEntry } from './ledger-entry.js';
import { LedgerStore } from './ledger-store.js';

/** Earliest record of a source that has no ledger entry yet. */
export interface FirstRecord {
  offset: number;
  seq: number;
  kafkaTime: number;
}

/** Opens the ledger for a batch. */
@Injectable()
export class BatchLedger {
  constructor(
    private readonly directory: SourceDirectory,
    private readonly ledger: LedgerStore,
  ) {}

  /**
   * Entries of every instance that the batch has a record or news of, by source; the news are noted in them.
   *
   * @param places one for each of `sources`
   * @param firstOf the record with the lowest offset of each of these sources
   * @throws SinkError
   */
  async open(
    news: readonly InstanceNews[],
    sources: readonly RecordSource[],
    places: readonly Place[],
    moment: Moment,
    firstOf: (sourceIds: ReadonlySet<number>) => Map<number, FirstRecord>,
  ): Promise<Map<number, LedgerEntry>> {
    const wanted = new Set<number>();
    for (const { sourceId, hasLedger } of places) if (hasLedger) wanted.add(sourceId);
    const known = await this.directory.findInstances([...new Set(news.map(({ instance }) => instance))]);
    const entries = await this.ledger.read(new Set([...wanted, ...known.values()]));
    const missing = new Set([...wanted].filter((sourceId) => !entries.has(sourceId)));
    for (const [sourceId, first] of firstOf(missing)) entries.set(sourceId, newEntry(sourceId, first, moment));
    const heard = new Set(sources.map(({ instance }) => instance));
    const unheard = news.filter((one) => !known.has(one.instance) && !heard.has(one.instance) && saysOfNumbers(one));
    await this.#openUnheard(unheard, known, entries, moment);
    for (const one of news) applyNews(entries.get(known.get(one.instance) ?? -1), one);
    return entries;
  }

  /** A process whose records were all dropped or lost is accounted for too: it is known by its reports alone. */
  async #openUnheard(
    unheard: readonly InstanceNews[],
    known: Map<string, number>,
    entries: Map<number, LedgerEntry>,
    { now, startedLate }: Moment,
  ): Promise<void> {
    if (unheard.length === 0) return;
    const registered = await this.directory.registerUnheard(unheard.map(({ instance }) => instance));
    const before = await this.ledger.read(registered.values());
    for (const { instance, lastSeq } of unheard) {
      const sourceId = registered.get(instance);
      if (sourceId === undefined) continue;
      known.set(instance, sourceId);
      entries.set(sourceId, before.get(sourceId) ?? unheardEntry(sourceId, startedLate ? lastSeq : 0, now));
    }
  }
}

/** What came before the oldest record that could have been read is unknown, not missing. */
function newEntry(sourceId: number, { seq, kafkaTime }: FirstRecord, { startedLate }: Moment): LedgerEntry {
  return new LedgerEntry(sourceId, 0, new IntervalSet(), new Map(), {
    firstSeen: kafkaTime,
    lastSeen: kafkaTime,
    ...(startedLate && { unknownBelow: seq, highest: seq - 1 }),
  });
}

function saysOfNumbers({ lastSeq, dropped }: InstanceNews): boolean {
  return lastSeq > 0 || dropped.length > 0;
}

/** @param unknown numbers up to this one may have been in Kafka before anybody read */
function unheardEntry(sourceId: number, unknown: number, now: number): LedgerEntry {
  const rest = { firstSeen: now, lastSeen: now, unknownBelow: unknown + 1 };
  return new LedgerEntry(sourceId, 0, new IntervalSet(), new Map(), rest);
}

function applyNews(entry: LedgerEntry | undefined, news: InstanceNews): void {
  if (entry === undefined) return;
  entry.announce(news.lastSeq);
  if (news.ended) entry.ended = true;
  for (const { reason, from, to } of news.dropped) entry.reportDrop(reason, from, to);
}
