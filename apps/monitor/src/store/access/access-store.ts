import { FactsTally } from '@log-monitor/access-anomaly';
import { Inject, Injectable } from '@nestjs/common';
import { ACCESS_KIND, type AccessBatch, type SentLine } from '../../batch/access-batch.js';
import type { Batch } from '../../batch/batch.js';
import type { StoredBatch } from '../../batch/batch-sink.js';
import type { RecordSource } from '../../batch/decoded-record.js';
import { Configuration } from '../../configuration/configuration.js';
import { Turns } from '../../time/turns.js';
import { BlockPool } from '../copy/block-pool.js';
import type { Moment, RecordKind } from '../batch/record-kind.js';
import type { TransactionStep } from '../batch/transaction-steps.js';
import { type Place, SourceDirectory } from '../directory/source-directory.js';
import { BatchLedger, type FirstRecord } from '../ledger/batch-ledger.js';
import type { LedgerEntry } from '../ledger/ledger-entry.js';
import { LedgerStore } from '../ledger/ledger-store.js';
import { AccessSources } from './access-sources.js';
import { FreshTallies } from './fresh-tallies.js';
import { insertDelta } from './insert-delta.js';
import { type ArrivedFacts, insertFacts } from './insert-facts.js';
import { pickAccessLines, type PickedLines } from './pick-access-lines.js';

/** What is to be stored of a batch of lines. */
interface AccessWork extends PickedLines {
  ledger: ReadonlyMap<number, LedgerEntry>;
  /** Number of the row with its counts, once it is written. */
  delta: string | undefined;
}

/** Lines of web servers' logs: all by COPY, since nothing but the ledger knows them again; their counts as one row for the batch. */
@Injectable()
export class AccessStore implements RecordKind<AccessBatch, AccessWork> {
  readonly kind = ACCESS_KIND;
  readonly steps: readonly TransactionStep<AccessWork>[] = [
    {
      phase: 'rows',
      name: 'copy requests',
      locks: ['access_record'],
      run: (client, { rows }) => rows.requests.copy(client),
    },
    {
      phase: 'rows',
      name: 'copy lines of error logs',
      locks: ['access_error'],
      run: (client, { rows }) => rows.errors.copy(client),
    },
    {
      phase: 'rows',
      name: 'copy lines that no format reads',
      locks: ['access_unparsed'],
      run: (client, { rows }) => rows.unparsed.copy(client),
    },
    {
      phase: 'ledger',
      name: 'write the ledger',
      locks: ['ledger', 'ledger_drop'],
      run: (client, { ledger }) => this.ledgerStore.write(client, [...ledger.values()]),
    },
    {
      phase: 'counters',
      name: 'write the counts of the batch',
      locks: ['access_delta'],
      run: async (client, work) => {
        work.delta = await insertDelta(client, work);
      },
    },
    {
      phase: 'counters',
      name: 'write what detectors need',
      locks: ['access_facts'],
      run: (client, work) => insertFacts(client, arrivedFacts(work)),
    },
  ];
  readonly #blocks = new BlockPool();
  readonly #facts = new FactsTally();
  readonly #turns = new Turns();
  readonly #lineDays: number;

  constructor(
    private readonly sources: AccessSources,
    private readonly directory: SourceDirectory,
    private readonly ledger: BatchLedger,
    private readonly ledgerStore: LedgerStore,
    private readonly fresh: FreshTallies,
    @Inject(Configuration) { retention }: Pick<Configuration, 'retention'>,
  ) {
    this.#lineDays = retention.accessDays;
  }

  async prepare(batch: Batch<AccessBatch>, moment: Moment): Promise<AccessWork> {
    const { origins, firstLines, lines } = batch.payload;
    const sourceIds = await this.sources.of(origins);
    const senders = [...firstLines.values()];
    const records = senders.map(recordSource);
    const places = await this.directory.locate(records);
    const ledger = await this.ledger.open(batch.news, records, places, moment, (wanted) =>
      firstRecords(senders, places, wanted),
    );
    const byInstance = new Map(records.map(({ instance }, at) => [instance as string, places[at] as Place]));
    const { partition } = batch;
    const context = {
      partition,
      sourceIds,
      places: byInstance,
      ledger,
      now: moment.now,
      lineDays: this.#lineDays,
      blocks: this.#blocks,
      facts: this.#facts,
    };
    // Two at once would only be done later, and both be in memory.
    const picked = await this.#turns.take(() => pickAccessLines(lines, context));
    for (const entry of ledger.values()) entry.findHoles(moment.now);
    return { ...picked, ledger, delta: undefined };
  }

  committed({ ledger, stored, duplicates, delta, tally }: AccessWork): Pick<StoredBatch, 'stored' | 'duplicates'> {
    this.ledgerStore.committed([...ledger.values()]);
    if (delta !== undefined) this.fresh.keep(delta, tally);
    return { stored, duplicates };
  }

  rolledBack({ ledger }: AccessWork): void {
    this.ledgerStore.forget(ledger.keys());
    this.forget();
  }

  forget(): void {
    this.sources.forget();
    this.fresh.forgetAll();
  }
}

/** What each source had of requests; when it had lines last is when the last of these had come. */
function arrivedFacts({ facts, sources }: PickedLines): ArrivedFacts[] {
  const arrived = new Map(sources.map(({ id, lastSeen }) => [id, lastSeen]));
  return facts.map((given) => ({ ...given, arrived: arrived.get(given.source) ?? 0 }));
}

/** A collector's process stands in the ledger under the name of its first source. */
function recordSource({ origin, instance }: SentLine): RecordSource {
  const { source, server } = origin;
  return { service: source, host: server ?? '-', instance, pid: null, version: null, environment: null };
}

function firstRecords(
  senders: readonly SentLine[],
  places: readonly Place[],
  wanted: ReadonlySet<number>,
): Map<number, FirstRecord> {
  const first = new Map<number, FirstRecord>();
  for (const [at, { offset, seq, earlierSeqs, kafkaTime }] of senders.entries()) {
    const { sourceId } = places[at] as Place;
    if (wanted.has(sourceId)) first.set(sourceId, { offset, seq: Math.min(seq, ...earlierSeqs), kafkaTime });
  }
  return first;
}
