import { Global, Module } from '@nestjs/common';
import { BatchSink } from '../batch/batch-sink.js';
import { DeadLetterBox } from '../batch/dead-letter-box.js';
import { ProgressLog } from '../batch/progress-log.js';
import { StoredErrors } from '../batch/stored-errors.js';
import { TrafficLog } from '../batch/traffic-log.js';
import { AccessFold } from './access/access-fold.js';
import { FreshTallies } from './access/fresh-tallies.js';
import { AccessSources } from './access/access-sources.js';
import { BatchStore } from './batch/batch-store.js';
import type { RecordKind } from './batch/record-kind.js';
import { StoredNotice } from './batch/stored-notice.js';
import { IngestPool } from './connection/ingest-pool.js';
import { CounterFold } from './counters/counter-fold.js';
import { DeadLetterStore } from './dead-letters/dead-letter-store.js';
import { SourceActivity } from './directory/source-activity.js';
import { SourceDirectory } from './directory/source-directory.js';
import { BatchLedger } from './ledger/batch-ledger.js';
import { LedgerStore } from './ledger/ledger-store.js';
import { LogStore } from './log/log-store.js';
import { ProgressStore } from './progress/progress-store.js';
import { TrafficStore } from './progress/traffic-store.js';
import { RECORD_KINDS } from './record-kind-list.js';
import { RecordKinds } from './batch/record-kinds.js';
import { DayPartitions } from './upkeep/day-partitions.js';
import { ExpiredRows } from './upkeep/expired-rows.js';
import { Housekeeping } from './upkeep/housekeeping.js';
import { RangeIndexUpkeep } from './upkeep/range-index-upkeep.js';
import { RequestIndex } from './upkeep/request-index.js';

/** What stores batches and letters, without the upkeep of what is stored. */
export const STORING = [
  IngestPool,
  SourceDirectory,
  SourceActivity,
  LedgerStore,
  BatchLedger,
  AccessSources,
  FreshTallies,
  ...RECORD_KINDS,
  { provide: RecordKinds, useFactory: (...kinds: RecordKind[]) => new RecordKinds(kinds), inject: RECORD_KINDS },
  StoredNotice,
  BatchStore,
  { provide: BatchSink, useExisting: BatchStore },
  { provide: StoredErrors, useFactory: ({ recentErrors }: LogStore) => recentErrors, inject: [LogStore] },
  { provide: DeadLetterBox, useClass: DeadLetterStore },
];

/** What ingest and the retry of dead letters need of PostgreSQL. Global, so that ingest need not know who implements its sink. */
@Global()
@Module({
  providers: [
    ...STORING,
    { provide: ProgressLog, useClass: ProgressStore },
    { provide: TrafficLog, useClass: TrafficStore },
    DayPartitions,
    CounterFold,
    AccessFold,
    ExpiredRows,
    Housekeeping,
    RangeIndexUpkeep,
    RequestIndex,
  ],
  exports: [BatchSink, StoredErrors, DeadLetterBox, ProgressLog, TrafficLog, IngestPool],
})
export class StoreModule {}
