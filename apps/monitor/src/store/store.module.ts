import { Global, Module } from '@nestjs/common';
import { DeadLetterDesk } from '../command/dead-letter-desk.js';
import { ProgressLog } from '../ingest/progress/progress-log.js';
import { TrafficLog } from '../ingest/progress/traffic-log.js';
import { RecordSink } from '../batch/record-sink.js';
import { AnnouncedStore } from './batch/announced-store.js';
import { CounterFold } from './counters/counter-fold.js';
import { DayPartitions } from './upkeep/day-partitions.js';
import { DeadLetterStore } from './dead-letters/dead-letter-store.js';
import { ExpiredRows } from './upkeep/expired-rows.js';
import { Housekeeping } from './upkeep/housekeeping.js';
import { IngestPool } from './connection/ingest-pool.js';
import { LedgerStore } from './ledger/ledger-store.js';
import { ProgressStore } from './progress/progress-store.js';
import { RecordStore } from './batch/record-store.js';
import { SourceActivity } from './directory/source-activity.js';
import { TrafficStore } from './progress/traffic-store.js';
import { SourceDirectory } from './directory/source-directory.js';

/** Plugs PostgreSQL into what ingest declares. Global, so that ingest need not know who implements its sink. */
@Global()
@Module({
  providers: [
    IngestPool,
    SourceDirectory,
    SourceActivity,
    LedgerStore,
    DayPartitions,
    CounterFold,
    ExpiredRows,
    Housekeeping,
    RecordStore,
    { provide: RecordSink, useClass: AnnouncedStore },
    { provide: DeadLetterDesk, useClass: DeadLetterStore },
    { provide: ProgressLog, useClass: ProgressStore },
    { provide: TrafficLog, useClass: TrafficStore },
  ],
  exports: [RecordSink, ProgressLog, TrafficLog, DeadLetterDesk, IngestPool],
})
export class StoreModule {}
