import { Module } from '@nestjs/common';
import { BrinUpkeep } from './brin-upkeep.js';
import { DeadLetterList } from './dead-letter-list.js';
import { DeployList } from './deploy-list.js';
import { ErrorList } from './error-list.js';
import { Facets } from './facets.js';
import { HistogramQuery } from './histogram.js';
import { IngestStatusQuery } from './ingest-status.js';
import { LedgerList } from './ledger-list.js';
import { Names } from './names.js';
import { QueryPool } from './query-pool.js';
import { RecordById } from './record-by-id.js';
import { RecordContext } from './record-context.js';
import { RecordExport } from './record-export.js';
import { RecordSearch } from './record-search.js';
import { RecordTail } from './record-tail.js';
import { TailRows } from './tail-rows.js';
import { RequestIndex } from './request-index.js';
import { ServiceList } from './service-list.js';
import { StoredSignal } from './stored-signal.js';
import { StatisticsQuery } from './statistics.js';
import { UsualPause } from './usual-pause.js';

const READ_MODELS = [
  DeadLetterList,
  DeployList,
  ErrorList,
  Facets,
  HistogramQuery,
  IngestStatusQuery,
  LedgerList,
  Names,
  RecordById,
  RecordContext,
  RecordExport,
  RecordSearch,
  RecordTail,
  ServiceList,
  StatisticsQuery,
];

/** Every question that can be asked of the store. Needs `Configuration` from a global module. */
@Module({
  providers: [QueryPool, UsualPause, TailRows, StoredSignal, BrinUpkeep, RequestIndex, ...READ_MODELS],
  exports: [QueryPool, ...READ_MODELS],
})
export class QueryModule {}
