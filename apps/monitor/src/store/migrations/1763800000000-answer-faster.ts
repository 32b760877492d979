import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the queries need beyond the first schema; measured in docs/decisions/read-models.md.
 *
 * Counters per minute, service, level and partition are hundreds of thousands of rows a day: statistics over days read the
 * same counters added up to ten minutes and to an hour.
 */
export class AnswerFaster1763800000000 implements MigrationInterface {
  readonly name = 'AnswerFaster1763800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...ROLLUP, ...RECORD_INDEXES, ...TEXT_SEARCH]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const index of ['log_record_time', 'log_record_request', 'error_record_text']) {
      await queryRunner.query(`DROP INDEX IF EXISTS ${index}`);
    }
    await queryRunner.query('DROP TABLE log_count_rollup');
  }
}

const ROLLUP = [
  // width: minutes that a row covers, 10 or 60. Written in the transaction of log_count, and with the same owner per row.
  `CREATE TABLE log_count_rollup (
     start timestamptz NOT NULL,
     count bigint NOT NULL,
     service_id integer NOT NULL,
     width smallint NOT NULL,
     kafka_partition smallint NOT NULL,
     level smallint NOT NULL,
     is_errors_topic boolean NOT NULL,
     PRIMARY KEY (width, start, service_id, level, is_errors_topic, kafka_partition)
   ) WITH (fillfactor = 70)`,
  `INSERT INTO log_count_rollup (start, count, service_id, width, kafka_partition, level, is_errors_topic)
   SELECT date_bin(width * interval '1 minute', minute, timestamptz 'epoch'), sum(count), service_id, width, kafka_partition,
          level, is_errors_topic
     FROM log_count CROSS JOIN (VALUES (10::smallint), (60::smallint)) widths (width)
    GROUP BY 1, 3, 4, 5, 6, 7`,
];

const RECORD_INDEXES = [
  // Rows come nearly in the order of time: a range index of a few pages finds a slice of it for all services at once.
  `CREATE INDEX log_record_time ON log_record USING brin (time) WITH (pages_per_range = 16, autosummarize = on)`,
  // A needle by request in everything kept: a bloom filter per 128 kB costs a tenth of a btree in space and in COPY.
  `CREATE INDEX log_record_request ON log_record
     USING brin (request_id text_bloom_ops (n_distinct_per_range = 400, false_positive_rate = 0.0005))
     WITH (pages_per_range = 16, autosummarize = on)`,
];

const TEXT_SEARCH = [
  // A trusted extension of PostgreSQL's own; where it is not installed or not allowed, search in errors works without, slower.
  `DO $$ BEGIN
     CREATE EXTENSION IF NOT EXISTS pg_trgm;
   EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
     RAISE NOTICE 'pg_trgm is not available: text search reads the errors one by one';
   END $$`,
  `DO $$ BEGIN
     IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
       CREATE INDEX error_record_text ON error_record USING gin
         ((message || E'\\n' || coalesce(error_type, '') || E'\\n' || coalesce(error_message, '')) gin_trgm_ops);
     END IF;
   END $$`,
];
