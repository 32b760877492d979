import type { LogRecord } from '@log-monitor/log-record';

/** How complete an answer is; part of every answer. */
export interface Completeness {
  /** Every record that was in Kafka at this moment is in the answer; null before the first such moment. */
  completeThrough: string | null;
  lag: {
    /** Records that wait in Kafka; null while the broker cannot be reached. */
    records: number | null;
    /** now − completeThrough; 0 when caught up. */
    seconds: number | null;
  };
  /** The range that was asked, as the server read it: `[from, to)`. */
  range?: { from: string | null; to: string | null };
}

/** A record as the API gives it back: foreign producers leave `instance` and `seq` out. */
export type StoredRecord = Omit<LogRecord, 'v' | 'instance' | 'seq'> & {
  v?: number;
  instance?: string | null;
  seq?: number | null;
  group?: { id: string; title: string } | null;
  [member: string]: unknown;
};

export interface ErrorsAnswer extends Completeness {
  errors: StoredRecord[];
  count: number;
  nextCursor: string | null;
}

export interface ServiceCounts {
  total: number;
  errors: number;
  critical: number;
  error_rate: number;
}

/** The ledger's proof for the range: how many records never arrived, were given up on purpose, came twice. */
export interface LedgerCounts {
  missing: number;
  dropped: number;
  duplicates: number;
}

export interface StatsAnswer extends Completeness {
  total_logs: number;
  total_errors: number;
  by_level: Record<string, number>;
  by_service: Record<string, ServiceCounts>;
  error_rate: number;
  ledger: LedgerCounts;
}

export type ServiceStatus = 'ok' | 'failing' | 'silent';

export interface ServiceRow {
  name: string;
  /** Hosts and processes that were alive in the range. */
  hosts: number;
  instances: number;
  last_seen: string | null;
  total: number;
  errors: number;
  error_rate: number;
  status: ServiceStatus;
}

export interface ServicesAnswer extends Completeness {
  /** Every service that ever logged; one without records in the range has zeros. */
  services: ServiceRow[];
}

interface HistogramBucket {
  /** Start of the bucket. */
  time: string;
  counts: Record<string, number>;
}

export interface HistogramAnswer extends Completeness {
  buckets: HistogramBucket[];
  /** Width of a bucket. */
  intervalMs?: number;
}

/** How far a partition is stored. */
export interface PartitionStatus {
  topic: string;
  partition: number;
  nextOffset: number;
  endOffset: number | null;
  /** Records in Kafka that are not stored yet; null while nobody can tell. */
  lag: number | null;
  recordsPerSecond: number;
  bytesPerSecond: number;
  lastCommitAt: string | null;
  /** The monitor that reads it. */
  owner: string | null;
}

/** What came of one service on one topic in the last seconds. */
export interface ServiceTraffic {
  topic: string;
  service: string;
  recordsPerSecond: number;
  bytesPerSecond: number;
}

/** Offsets, both included, that Kafka no longer had when the monitor came to read them. */
export interface IngestGap {
  topic: string;
  partition: number;
  from: number;
  /** Last offset that was gone; null when the topic was made again, where no range is missing by number. */
  to: number | null;
  at: string;
}

export interface IngestAnswer extends Completeness {
  partitions: PartitionStatus[];
  services: ServiceTraffic[];
  gaps: IngestGap[];
  /** Messages that could not be read as records and are kept aside. */
  deadLetters: number;
}

/** Where a record stands in Kafka and among the numbers of its process. */
export interface LedgerPosition {
  partition: number;
  offset: number;
  receivedAt: string | null;
  /** null for producers that number nothing. */
  instance: { id: string; seq: number; highest: number; received: number; ended: boolean } | null;
}

/** Records found, newest first. */
export interface SearchAnswer extends Completeness {
  records: StoredRecord[];
  nextCursor: string | null;
  /** Time was up: everything from here on is searched, the cursor goes on. */
  searchedBackTo: string | null;
}

/** A record and those around it, each side oldest first. */
export interface ContextAnswer extends Completeness {
  record: StoredRecord;
  before: StoredRecord[];
  after: StoredRecord[];
}

/** One record, whole, with its place in the ledger. */
export type RecordAnswer = StoredRecord & Completeness & { ledger?: LedgerPosition | null };
