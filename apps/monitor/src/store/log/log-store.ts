import { Inject, Injectable } from '@nestjs/common';
import { SEVERITY } from '@log-monitor/log-record';
import type { Batch } from '../../batch/batch.js';
import type { StoredBatch } from '../../batch/batch-sink.js';
import { LOG_KIND, type LogBatch } from '../../batch/log-batch.js';
import { Configuration } from '../../configuration/configuration.js';
import type { Moment, RecordKind } from '../batch/record-kind.js';
import type { TransactionStep } from '../batch/transaction-steps.js';
import { addCounts } from '../counters/count-records.js';
import { SourceActivity } from '../directory/source-activity.js';
import { SourceDirectory } from '../directory/source-directory.js';
import { BatchLedger } from '../ledger/batch-ledger.js';
import type { LedgerEntry } from '../ledger/ledger-entry.js';
import { LedgerStore } from '../ledger/ledger-store.js';
import { insertErrorDelta } from '../groups/insert-error-delta.js';
import { ProblemDirectory } from '../groups/problem-directory.js';
import { BlockPool } from '../copy/block-pool.js';
import { copyLogRecords } from './copy-log-records.js';
import { clampErrorTime } from './event-time-bounds.js';
import { firstRecords } from './first-records.js';
import { identifyForeignErrors } from './foreign-error-copies.js';
import { insertErrorRecords } from './insert-error-records.js';
import { copyRequestPlaces } from './copy-request-places.js';
import { countsOf, type NewRecords, pickNewRecords, type PlacedRecord } from './pick-new-records.js';
import { noteCriticalRecords } from './note-critical-records.js';
import { RecentErrors } from './recent-errors.js';

/** What is to be stored of a batch of log records. */
interface LogWork extends NewRecords {
  batch: Batch<LogBatch>;
  ledger: ReadonlyMap<number, LedgerEntry>;
  /** ERROR and CRITICAL records that the transaction has stored for the first time. */
  newErrors: PlacedRecord[];
}

/** Log records: below ERROR by COPY, ERROR and CRITICAL by their id, which the two lanes have in common. */
@Injectable()
export class LogStore implements RecordKind<LogBatch, LogWork> {
  readonly kind = LOG_KIND;
  readonly steps: readonly TransactionStep<LogWork>[] = [
    {
      phase: 'rows',
      name: 'copy records below ERROR',
      locks: ['log_record'],
      run: (client, { scan, plain }) => copyLogRecords(client, scan, plain, this.#leastSeverity, this.#blocks),
    },
    {
      phase: 'rows',
      name: 'note where requests have their records',
      locks: ['log_request'],
      run: (client, { scan, plain }) => copyRequestPlaces(client, scan, plain, this.#leastSeverity, this.#blocks),
    },
    {
      phase: 'errors',
      name: 'identify errors of foreign producers',
      locks: ['foreign_error_copy'],
      run: async (client, work) => {
        const { lane } = work.batch;
        work.errors.push(...(await identifyForeignErrors(client, lane, work.foreignErrors, clampErrorTime)));
      },
    },
    {
      phase: 'errors',
      name: 'write down new problems',
      locks: ['error_group', 'error_fingerprint'],
      run: async (client, work) => {
        work.errors = work.errors.filter(({ record }) => !this.recentErrors.has(record.id));
        await this.#problems.assign(client, work.errors);
      },
    },
    {
      phase: 'errors',
      name: 'insert errors',
      locks: ['error_record'],
      run: async (client, work) => {
        const { errors, batch } = work;
        work.newErrors = firstOfEach(errors, await insertErrorRecords(client, batch.partition, batch.lane, errors));
      },
    },
    {
      phase: 'errors',
      name: 'note CRITICAL records for alerts',
      locks: ['alert_critical'],
      run: (client, { newErrors }) => noteCriticalRecords(client, newErrors),
    },
    {
      phase: 'errors',
      name: 'count errors by problem',
      locks: ['error_delta'],
      run: (client, { newErrors }) => insertErrorDelta(client, newErrors),
    },
    {
      phase: 'ledger',
      name: 'write the ledger',
      locks: ['ledger', 'ledger_drop'],
      run: (client, { ledger }) => this.ledgerStore.write(client, [...ledger.values()]),
    },
    {
      phase: 'counters',
      name: 'add to the counters',
      locks: ['log_count', 'log_count_rollup'],
      run: (client, work) => addCounts(client, work.batch, countsOf(work, work.newErrors)),
    },
  ];
  readonly #blocks = new BlockPool();
  readonly recentErrors = new RecentErrors();
  readonly #problems = new ProblemDirectory();
  readonly #leastSeverity: number;
  readonly #logDays: number;

  constructor(
    private readonly directory: SourceDirectory,
    private readonly ledger: BatchLedger,
    private readonly ledgerStore: LedgerStore,
    private readonly activity: SourceActivity,
    @Inject(Configuration) { retention }: Pick<Configuration, 'retention'>,
  ) {
    this.#leastSeverity = SEVERITY[retention.storeLevel];
    this.#logDays = retention.logDays;
  }

  async prepare(batch: Batch<LogBatch>, moment: Moment): Promise<LogWork> {
    const { scanned, parsed } = batch.payload;
    const sources = [...scanned.sources, ...parsed];
    const places = await this.directory.locate(sources);
    const ledger =
      batch.lane === 'errors'
        ? new Map<number, LedgerEntry>()
        : await this.ledger.open(batch.news, sources, places, moment, (wanted) =>
            firstRecords(batch.payload, places, wanted),
          );
    const picked = pickNewRecords(batch, places, ledger, moment.now, this.#logDays);
    for (const [sourceId, at] of picked.heard) this.activity.heard(sourceId, at);
    for (const entry of ledger.values()) entry.findHoles(moment.now);
    return { ...picked, batch, ledger, newErrors: [] };
  }

  committed({ scan, plain, newErrors, duplicates, ledger }: LogWork): Pick<StoredBatch, 'stored' | 'duplicates'> {
    this.ledgerStore.committed([...ledger.values()]);
    this.recentErrors.committed(newErrors.map(({ record }) => record.id));
    this.#problems.committed(newErrors);
    return { stored: scan.fresh.length + plain.length + newErrors.length, duplicates };
  }

  rolledBack({ ledger }: LogWork): void {
    this.ledgerStore.forget(ledger.keys());
    this.forget();
  }

  forget(): void {
    this.recentErrors.clear();
    this.#problems.forget();
  }
}

/** One row per inserted id: a batch can hold the same record twice. */
function firstOfEach(rows: readonly PlacedRecord[], inserted: Set<string>): PlacedRecord[] {
  const left = new Set(inserted);
  return rows.filter(({ record }) => left.delete(record.id));
}
