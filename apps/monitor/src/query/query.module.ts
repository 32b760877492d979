import { Module } from '@nestjs/common';
import { AccessCounter } from './access/access-counter.js';
import { AccessErrorClasses } from './access/access-error-classes.js';
import { AccessErrorList } from './access/access-error-list.js';
import { AccessNamesList } from './access/access-names-list.js';
import { AccessRequestById } from './access/access-request-by-id.js';
import { AccessRequestExport } from './access/access-request-export.js';
import { AccessRequestList } from './access/access-request-list.js';
import { AccessSeries } from './access/access-series.js';
import { AccessShares } from './access/access-shares.js';
import { AccessSourceList } from './access/access-source-list.js';
import { AccessSummary } from './access/access-summary.js';
import { AccessTop } from './access/access-top.js';
import { AccessUnparsedList } from './access/access-unparsed-list.js';
import { AccessVisitors } from './access/access-visitors.js';
import { AccessSettings } from './access/access-settings.js';
import { AnomalyList } from './access/anomaly-list.js';
import { FailureCauses } from './causes/failure-causes.js';
import { RecordRequests } from './causes/record-requests.js';
import { RequestErrors } from './causes/request-errors.js';
import { DeadLetterList } from './ingest/dead-letter-list.js';
import { DeployList } from './counts/deploy-list.js';
import { ErrorList } from './records/error-list.js';
import { FacetCounts } from './counts/facet-counts.js';
import { GroupById } from './groups/group-by-id.js';
import { GroupComparison } from './groups/group-comparison.js';
import { GroupList } from './groups/group-list.js';
import { Histogram } from './counts/histogram.js';
import { IngestStatus } from './ingest/ingest-status.js';
import { LedgerList } from './ledger/ledger-list.js';
import { Names } from './records/names.js';
import { QueryPool } from './database/query-pool.js';
import { RecordById } from './records/record-by-id.js';
import { RecordContext } from './records/record-context.js';
import { RecordExport } from './records/record-export.js';
import { RecordSearch } from './records/record-search.js';
import { RecordTail } from './tail/record-tail.js';
import { TailRows } from './tail/tail-rows.js';
import { ServiceList } from './counts/service-list.js';
import { StoredSignal } from './tail/stored-signal.js';
import { Statistics } from './counts/statistics.js';
import { LongestPauses } from './counts/longest-pauses.js';

const READ_MODELS = [
  AccessErrorClasses,
  AccessErrorList,
  AccessNamesList,
  AccessRequestById,
  AccessRequestExport,
  AccessRequestList,
  AccessSeries,
  AccessShares,
  AccessSourceList,
  AccessSummary,
  AccessTop,
  AccessUnparsedList,
  AccessVisitors,
  AnomalyList,
  DeadLetterList,
  DeployList,
  ErrorList,
  FacetCounts,
  FailureCauses,
  GroupById,
  GroupComparison,
  GroupList,
  Histogram,
  IngestStatus,
  LedgerList,
  Names,
  RecordById,
  RecordContext,
  RecordExport,
  RecordRequests,
  RecordSearch,
  RecordTail,
  RequestErrors,
  ServiceList,
  Statistics,
];

/** Every question that can be asked of the store. Needs `Configuration` from a global module. */
@Module({
  providers: [QueryPool, AccessSettings, AccessCounter, LongestPauses, TailRows, StoredSignal, ...READ_MODELS],
  exports: [QueryPool, ...READ_MODELS],
})
export class QueryModule {}
