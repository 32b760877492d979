import { Inject, Injectable } from '@nestjs/common';
import { ACCESS_KIND, type AccessBatch, type AccessLine } from '../../batch/access-batch.js';
import { type Batch } from '../../batch/batch.js';
import { type StoredBatch } from '../../batch/batch-sink.js';
import { type RecordSource } from '../../batch/decoded-record.js';
import { Configuration } from '../../configuration/configuration.js';
import { type Moment, type RecordKind } from '../batch/record-kind.js';
import { type TransactionStep } from '../batch/transaction-steps.js';
import { type Place, SourceDirectory } from '../directory/source-directory.js';
import { BatchLedger, type FirstRecord } from '../ledger/batch-ledger.js';
import { type LedgerEntry } from '../ledger/ledger-entry.js';
import { LedgerStore } from '../ledger/ledger-store.js';
import { AccessSources } from './access-sources.js';
import { copyErrors, copyRequests, copyUnparsed } from './copy-access-lines.js';
import { insertDelta } from './insert-delta.js';
import { pickAccessLines, type PickedLines } from './pick-access-lines.js';

/** What is to be stored of a batch of lines. */
interface AccessWork extends PickedLines {
  partition: number;
  ledger: ReadonlyMap<number, LedgerEntry>;
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
      run: (client, { partition, requests }) => copyRequests(client, partition, requests),
    },
    {
      phase: 'rows',
      name: 'copy lines of error logs',
      locks: ['access_error'],
      run: (client, { partition, errors }) => copyErrors(client, partition, errors),
    },
    {
      phase: 'rows',
      name: 'copy lines that no format reads',
      locks: ['access_unparsed'],
      run: (client, { partition, unparsed }) => copyUnparsed(client, partition, unparsed),
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
      run: insertDelta,
    },
  ];
  readonly #lineDays: number;

  constructor(
    private readonly sources: AccessSources,
    private readonly directory: SourceDirectory,
    private readonly ledger: BatchLedger,
    private readonly ledgerStore: LedgerStore,
    @Inject(Configuration) { retention }: Pick<Configuration, 'retention'>,
  ) {
    this.#lineDays = retention.accessDays;
  }

  async prepare(batch: Batch<AccessBatch>, moment: Moment): Promise<AccessWork> {
    const { lines } = batch.payload;
    const sourceIds = await this.sources.of(new Set(lines.map(({ origin }) => origin)));
    const senders = [...firstOfInstances(lines).values()];
    const records = senders.map(recordSource);
    const places = await this.directory.locate(records);
    const ledger = await this.ledger.open(batch.news, records, places, moment, (wanted) =>
      firstRecords(senders, places, wanted),
    );
    const byInstance = new Map(records.map(({ instance }, at) => [instance as string, places[at] as Place]));
    const context = { sourceIds, places: byInstance, ledger, now: moment.now, lineDays: this.#lineDays };
    const picked = pickAccessLines(lines, context);
    for (const entry of ledger.values()) entry.findHoles(moment.now);
    return { ...picked, partition: batch.partition, ledger };
  }

  committed({ ledger, stored, duplicates }: AccessWork): Pick<StoredBatch, 'stored' | 'duplicates'> {
    this.ledgerStore.committed([...ledger.values()]);
    return { stored, duplicates };
  }

  rolledBack({ ledger }: AccessWork): void {
    this.ledgerStore.forget(ledger.keys());
    this.forget();
  }

  forget(): void {
    this.sources.forget();
  }
}

/** The line with the lowest offset of each process. */
function firstOfInstances(lines: readonly AccessLine[]): Map<string, AccessLine> {
  const first = new Map<string, AccessLine>();
  for (const line of lines) {
    if (line.instance === null || line.seq < 1) continue;
    const known = first.get(line.instance);
    if (known === undefined || line.offset < known.offset) first.set(line.instance, line);
  }
  return first;
}

/** A collector's process stands in the ledger under the name of its first source. */
function recordSource({ origin, instance }: AccessLine): RecordSource {
  const { source, server } = origin;
  return { service: source, host: server ?? '-', instance, pid: null, version: null, environment: null };
}

function firstRecords(
  senders: readonly AccessLine[],
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
