import { Global, Module } from '@nestjs/common';
import { DeadLetterDesk } from '../command/dead-letter-desk.js';
import { ProgressLog } from '../ingest/progress-log.js';
import { TrafficLog } from '../ingest/traffic-log.js';
import { RecordSink } from '../ingest/record-sink.js';
import { AnnouncedStore } from './announced-store.js';
import { CounterFold } from './counter-fold.js';
import { DayPartitions } from './day-partitions.js';
import { DeadLetterStore } from './dead-letter-store.js';
import { ExpiredRows } from './expired-rows.js';
import { Housekeeping } from './housekeeping.js';
import { IngestPool } from './ingest-pool.js';
import { LedgerStore } from './ledger/ledger-store.js';
import { ProgressStore } from './progress-store.js';
import { RecordStore } from './record-store.js';
import { SourceActivity } from './source-activity.js';
import { TrafficStore } from './traffic-store.js';
import { SourceDirectory } from './source-directory.js';

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
