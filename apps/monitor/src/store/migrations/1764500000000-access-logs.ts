import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Logs of web servers: raw lines by day, and counts in windows (docs/decisions/access-logs.md). Kafka's topic of a line is its source's.
 */
export class AccessLogs1764500000000 implements MigrationInterface {
  readonly name = 'AccessLogs1764500000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...SOURCES, ...LINES, ...WINDOWS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await queryRunner.query(`DROP TABLE ${table}`);
  }
}

const TABLES = ['access_source', 'access_record', 'access_error', 'access_unparsed', 'access_delta', 'access_window'];

const SOURCES = [
  // Counts as of the batches that were folded; those of the others are in access_delta.sources.
  `CREATE TABLE access_source (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     name text NOT NULL,
     topic text NOT NULL,
     server text,
     cluster text,
     format text,
     -- By Kafka's time of the lines.
     first_seen timestamptz,
     last_seen timestamptz,
     -- Latest event time that was counted; never ahead of when it came.
     latest_event timestamptz,
     lines bigint NOT NULL DEFAULT 0,
     requests bigint NOT NULL DEFAULT 0,
     health_checks bigint NOT NULL DEFAULT 0,
     errors bigint NOT NULL DEFAULT 0,
     heartbeats bigint NOT NULL DEFAULT 0,
     unparsed bigint NOT NULL DEFAULT 0,
     unparsed_by_reason jsonb NOT NULL DEFAULT '{}',
     duplicates bigint NOT NULL DEFAULT 0,
     late bigint NOT NULL DEFAULT 0,
     outside bigint NOT NULL DEFAULT 0,
     largest_skew_seconds double precision,
     CONSTRAINT access_source_place UNIQUE NULLS NOT DISTINCT (name, topic, server, cluster)
   ) WITH (fillfactor = 70)`,
];

const LINES = [
  // latency: index in LATENCY_KINDS; flags: one bit for each of ACCESS_FLAGS, by its index; status NULL: the line has none.
  `CREATE TABLE access_record (
     time timestamptz NOT NULL,
     received_at timestamptz NOT NULL,
     kafka_offset bigint NOT NULL,
     bytes bigint,
     duration_ms double precision,
     upstream_ms double precision,
     source_id integer NOT NULL,
     element integer NOT NULL,
     flags integer NOT NULL,
     kafka_partition smallint NOT NULL,
     status smallint,
     latency smallint NOT NULL,
     health_check boolean NOT NULL,
     client text,
     host text,
     method text,
     route text,
     path text,
     request_id text,
     trace_id text,
     line text NOT NULL
   ) PARTITION BY RANGE (time)`,
  `CREATE INDEX access_record_time ON access_record (time)`,
  // A hash of the route is a fifth of its size; a question names both: hashtext(route) = hashtext($1) AND route = $1.
  `CREATE INDEX access_record_route_time ON access_record (hashtext(route), time)`,
  `CREATE INDEX access_record_error_time ON access_record (time) WHERE status >= 400`,
  `CREATE INDEX access_record_request_hash ON access_record USING gin ((ARRAY[hashtext(request_id)]))
     WITH (fastupdate = on, gin_pending_list_limit = 65536) WHERE request_id IS NOT NULL`,
  `CREATE TABLE access_record_default PARTITION OF access_record DEFAULT`,
  // level: 1 (DEBUG) to 5 (CRITICAL).
  `CREATE TABLE access_error (
     time timestamptz NOT NULL,
     received_at timestamptz NOT NULL,
     kafka_offset bigint NOT NULL,
     source_id integer NOT NULL,
     element integer NOT NULL,
     flags integer NOT NULL,
     kafka_partition smallint NOT NULL,
     level smallint NOT NULL,
     message_class text NOT NULL,
     message text NOT NULL,
     client text,
     host text,
     upstream text,
     line text NOT NULL
   ) PARTITION BY RANGE (time)`,
  `CREATE INDEX access_error_time ON access_error (time)`,
  `CREATE TABLE access_error_default PARTITION OF access_error DEFAULT`,
  // line: UTF-8, since it may hold NUL; size: bytes of the whole line.
  `CREATE TABLE access_unparsed (
     time timestamptz NOT NULL,
     received_at timestamptz NOT NULL,
     kafka_offset bigint NOT NULL,
     source_id integer NOT NULL,
     element integer NOT NULL,
     flags integer NOT NULL,
     size integer NOT NULL,
     kafka_partition smallint NOT NULL,
     reason text NOT NULL,
     line bytea NOT NULL
   ) PARTITION BY RANGE (time)`,
  `CREATE INDEX access_unparsed_time ON access_unparsed (time)`,
  `CREATE TABLE access_unparsed_default PARTITION OF access_unparsed DEFAULT`,
];

const DELTA_FACETS = [
  'host',
  'status',
  'method',
  'route',
  'url',
  'not_found',
  'client',
  'referrer',
  'browser',
  'system',
  'error_class',
];

const WINDOWS = [
  // What is counted and not yet in access_window: a row for each batch, and one for each ten minutes that are still open (slot). A column for each facet:
  // AccessTally.encode. sources: SourceCounts of the batch.
  `CREATE TABLE access_delta (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     slot timestamptz UNIQUE,
     earliest timestamptz,
     latest timestamptz,
     changed_at timestamptz NOT NULL DEFAULT now(),
     sources jsonb NOT NULL DEFAULT '[]',
     ${DELTA_FACETS.map((facet) => `${facet} bytea`).join(', ')}
   ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500)`,
  // Compressing what lives for a moment costs more than it saves.
  ...DELTA_FACETS.map((facet) => `ALTER TABLE access_delta ALTER COLUMN ${facet} SET STORAGE EXTERNAL`),
  // width in seconds; facet: its number; status 0: none, or the facet does not tell them apart; host and value empty where the facet has none.
  `CREATE TABLE access_window (
     start timestamptz NOT NULL,
     requests bigint NOT NULL,
     errors bigint NOT NULL,
     faults bigint NOT NULL,
     bytes bigint NOT NULL,
     timed bigint NOT NULL,
     duration_us bigint NOT NULL,
     longest_us bigint NOT NULL,
     late bigint NOT NULL,
     cut bigint NOT NULL,
     width integer NOT NULL,
     source_id integer NOT NULL,
     facet smallint NOT NULL,
     status smallint NOT NULL,
     host text COLLATE "C" NOT NULL,
     value text COLLATE "C" NOT NULL,
     latency bytea,
     clients bytea,
     PRIMARY KEY (facet, width, start, source_id, host, value, status)
   ) PARTITION BY LIST (width)`,
  ...[10, 60, 600, 3600, 86_400].map(
    (width) => `CREATE TABLE access_window_${width} PARTITION OF access_window FOR VALUES IN (${width})`,
  ),
];
