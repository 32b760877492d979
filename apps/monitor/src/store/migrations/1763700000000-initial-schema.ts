import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first schema (docs/architecture.md has the picture).
 *
 * Plain SQL on purpose: TypeORM models neither partitions nor multiranges. Rows are laid out widest column first, so that
 * PostgreSQL pads nothing. Unique keys of a partitioned table must contain the partition column, hence (id, time).
 */
export class InitialSchema1763700000000 implements MigrationInterface {
  readonly name = 'InitialSchema1763700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...DIMENSIONS, ...RECORDS, ...COUNTERS, ...INGEST]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await queryRunner.query(`DROP TABLE ${table}`);
  }
}

const TABLES = [
  'service',
  'host',
  'source',
  'ledger',
  'ledger_drop',
  'log_record',
  'error_record',
  'foreign_error_copy',
  'log_count',
  'ingest_position',
  'ingest_gap',
  'ingest_watermark',
  'ingest_progress',
  'dead_letter',
];

const DIMENSIONS = [
  `CREATE TABLE service (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     name text NOT NULL UNIQUE,
     created_at timestamptz NOT NULL DEFAULT now()
   )`,
  `CREATE TABLE host (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     name text NOT NULL UNIQUE,
     created_at timestamptz NOT NULL DEFAULT now()
   )`,
  // One row per process start; one per (service, host) for producers that send no instance.
  `CREATE TABLE source (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     service_id integer NOT NULL REFERENCES service,
     host_id integer NOT NULL REFERENCES host,
     instance uuid UNIQUE,
     pid integer,
     version text,
     environment text,
     created_at timestamptz NOT NULL DEFAULT now()
   )`,
  `CREATE UNIQUE INDEX source_foreign ON source (service_id, host_id) WHERE instance IS NULL`,
  `CREATE INDEX source_service ON source (service_id)`,
  // The ledger: which sequence numbers of an instance are stored. version is the fence of an optimistic update.
  `CREATE TABLE ledger (
     source_id integer PRIMARY KEY REFERENCES source ON DELETE CASCADE,
     version integer NOT NULL DEFAULT 0,
     highest bigint NOT NULL DEFAULT 0,
     unknown_below bigint NOT NULL DEFAULT 1,
     records bigint NOT NULL DEFAULT 0,
     duplicates bigint NOT NULL DEFAULT 0,
     first_seen timestamptz NOT NULL,
     last_seen timestamptz NOT NULL,
     ended boolean NOT NULL DEFAULT false,
     received int8multirange NOT NULL DEFAULT '{}',
     holes jsonb NOT NULL DEFAULT '[]'
   ) WITH (fillfactor = 50)`,
  `CREATE INDEX ledger_last_seen ON ledger USING brin (last_seen)`,
  `CREATE TABLE ledger_drop (
     source_id integer NOT NULL REFERENCES source ON DELETE CASCADE,
     reason text NOT NULL,
     ranges int8multirange NOT NULL,
     PRIMARY KEY (source_id, reason)
   )`,
];

const RECORDS = [
  // Everything below ERROR. time is the event time, clamped into the kept window; time_as_sent keeps what was clamped.
  `CREATE TABLE log_record (
     time timestamptz NOT NULL,
     seq bigint,
     kafka_offset bigint NOT NULL,
     id uuid NOT NULL,
     service_id integer NOT NULL,
     source_id integer NOT NULL,
     kafka_partition smallint NOT NULL,
     level smallint NOT NULL,
     message text NOT NULL,
     logger text,
     request_id text,
     user_id text,
     trace_id text,
     span_id text,
     time_as_sent text,
     error jsonb,
     attributes jsonb
   ) PARTITION BY RANGE (time)`,
  `CREATE INDEX log_record_service_time ON log_record (service_id, time)`,
  // A record's id carries its time, except where the time had to be clamped: those few are found by id directly.
  `CREATE INDEX log_record_clamped ON log_record (id) WHERE time_as_sent IS NOT NULL`,
  `CREATE TABLE log_record_default PARTITION OF log_record DEFAULT`,
  // ERROR and CRITICAL, whole. time is clamped to 2000–2100 only, never to now: the same id is always in the same partition.
  `CREATE TABLE error_record (
     time timestamptz NOT NULL,
     received_at timestamptz NOT NULL,
     seq bigint,
     kafka_offset bigint NOT NULL,
     id uuid NOT NULL,
     service_id integer NOT NULL,
     source_id integer NOT NULL,
     kafka_partition smallint NOT NULL,
     level smallint NOT NULL,
     from_errors_topic boolean NOT NULL,
     message text NOT NULL,
     logger text,
     error_type text,
     error_message text,
     error_code text,
     stack text,
     request_id text,
     user_id text,
     trace_id text,
     span_id text,
     time_as_sent text,
     error_detail jsonb,
     attributes jsonb,
     UNIQUE (id, time)
   ) PARTITION BY RANGE (time)`,
  `CREATE INDEX error_record_time ON error_record (time, id)`,
  `CREATE INDEX error_record_service_time ON error_record (service_id, time, id)`,
  `CREATE INDEX error_record_source_seq ON error_record (source_id, seq)`,
  // CRITICAL is rare: without these, its newest ones would be looked for among all errors of all days.
  `CREATE INDEX error_record_critical_time ON error_record (time, id) WHERE level = 5`,
  `CREATE INDEX error_record_critical_service_time ON error_record (service_id, time, id) WHERE level = 5`,
  `CREATE INDEX error_record_request ON error_record (request_id, time) WHERE request_id IS NOT NULL`,
  `CREATE INDEX error_record_user ON error_record (user_id, time) WHERE user_id IS NOT NULL`,
  `CREATE INDEX error_record_trace ON error_record (trace_id, time) WHERE trace_id IS NOT NULL`,
  `CREATE TABLE error_record_default PARTITION OF error_record DEFAULT`,
  // How often an identical foreign ERROR value was seen in each topic; times[n] is the event time given to the n-th copy.
  `CREATE TABLE foreign_error_copy (
     hash bytea PRIMARY KEY,
     main_count integer NOT NULL DEFAULT 0,
     errors_count integer NOT NULL DEFAULT 0,
     seen_at timestamptz NOT NULL,
     times timestamptz[] NOT NULL DEFAULT '{}'
   )`,
  `CREATE INDEX foreign_error_copy_seen_at ON foreign_error_copy USING brin (seen_at)`,
];

const COUNTERS = [
  // Per Kafka topic and partition, so that two monitors never wait for one row. is_errors_topic: which of the two topics.
  `CREATE TABLE log_count (
     minute timestamptz NOT NULL,
     count bigint NOT NULL,
     service_id integer NOT NULL,
     kafka_partition smallint NOT NULL,
     level smallint NOT NULL,
     is_errors_topic boolean NOT NULL,
     PRIMARY KEY (minute, service_id, level, is_errors_topic, kafka_partition)
   ) WITH (fillfactor = 70)`,
];

const INGEST = [
  // The truth about how far each partition is stored; moves only in the transaction of the rows.
  `CREATE TABLE ingest_position (
     topic text NOT NULL,
     kafka_partition integer NOT NULL,
     first_offset bigint NOT NULL,
     next_offset bigint NOT NULL,
     end_offset bigint,
     records_per_second real NOT NULL DEFAULT 0,
     bytes_per_second real NOT NULL DEFAULT 0,
     last_record_id text,
     last_record_time timestamptz,
     last_commit_at timestamptz,
     owner text,
     owner_pid integer,
     PRIMARY KEY (topic, kafka_partition)
   ) WITH (fillfactor = 50)`,
  `CREATE TABLE ingest_gap (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     topic text NOT NULL,
     kafka_partition integer NOT NULL,
     from_offset bigint NOT NULL,
     to_offset bigint NOT NULL,
     reason text NOT NULL,
     at timestamptz NOT NULL DEFAULT now()
   )`,
  // Once a second: the end of every partition at that moment. complete_through is the newest moment wholly stored.
  `CREATE TABLE ingest_watermark (
     taken_at timestamptz PRIMARY KEY,
     ends jsonb NOT NULL
   )`,
  `CREATE TABLE ingest_progress (
     only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
     complete_through timestamptz,
     lag_records bigint,
     sampled_at timestamptz NOT NULL DEFAULT now()
   ) WITH (fillfactor = 50)`,
  `INSERT INTO ingest_progress DEFAULT VALUES`,
  `CREATE TABLE dead_letter (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     topic text NOT NULL,
     kafka_partition integer NOT NULL,
     kafka_offset bigint NOT NULL,
     kafka_time timestamptz NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     size integer NOT NULL,
     reason text NOT NULL,
     detail text,
     key bytea,
     headers jsonb,
     value bytea,
     UNIQUE (topic, kafka_partition, kafka_offset)
   )`,
];
