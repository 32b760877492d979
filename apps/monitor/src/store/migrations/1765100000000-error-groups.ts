import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Problems: which errors are the same one, how often each came, and what people decided about it (docs/decisions/problems.md). A record keeps its
 * fingerprint; which problem a fingerprint belongs to is a row of `error_fingerprint`, so that merging and splitting move fingerprints, not records.
 */
export class ErrorGroups1765100000000 implements MigrationInterface {
  readonly name = 'ErrorGroups1765100000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...RECORDS, ...PROBLEMS, ...COUNTS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`DROP TABLE ${table}`);
    await queryRunner.query('DROP INDEX error_record_fingerprint');
    await queryRunner.query('ALTER TABLE error_record DROP COLUMN fingerprint');
  }
}

const TABLES = [
  'error_group_event',
  'error_delta',
  'error_count',
  'error_occurrence',
  'error_fingerprint',
  'error_group',
];

const RECORDS = [
  `ALTER TABLE error_record ADD COLUMN fingerprint bigint`,
  `CREATE INDEX error_record_fingerprint ON error_record (fingerprint, time)`,
];

const PROBLEMS = [
  // id: the fingerprint by which it was found first. count, users and times are those of its fingerprints, written by the fold.
  `CREATE TABLE error_group (
     id bigint PRIMARY KEY,
     created_at timestamptz NOT NULL DEFAULT now(),
     updated_at timestamptz NOT NULL DEFAULT now(),
     first_seen timestamptz,
     last_seen timestamptz,
     count bigint NOT NULL DEFAULT 0,
     users bigint NOT NULL DEFAULT 0,
     merged_into bigint REFERENCES error_group,
     revision integer NOT NULL DEFAULT 0,
     title text NOT NULL,
     culprit text,
     triage jsonb NOT NULL DEFAULT '{"state":"open"}'
   ) WITH (fillfactor = 70)`,
  `CREATE INDEX error_group_merged ON error_group (merged_into) WHERE merged_into IS NOT NULL`,
  // users: which were affected (HyperLogLog of libs/access-statistics).
  `CREATE TABLE error_fingerprint (
     hash bigint PRIMARY KEY,
     group_id bigint NOT NULL REFERENCES error_group,
     created_at timestamptz NOT NULL DEFAULT now(),
     version smallint NOT NULL,
     title text NOT NULL,
     culprit text,
     key text NOT NULL,
     basis jsonb NOT NULL,
     users bytea
   ) WITH (fillfactor = 70)`,
  `CREATE INDEX error_fingerprint_group ON error_fingerprint (group_id)`,
  // Every action, and what is needed to undo it. before: what it changed, as it was.
  `CREATE TABLE error_group_event (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     group_id bigint NOT NULL,
     at timestamptz NOT NULL DEFAULT clock_timestamp(),
     revision integer NOT NULL,
     actor text NOT NULL,
     action text NOT NULL,
     detail jsonb NOT NULL DEFAULT '{}',
     before jsonb,
     undone_by bigint
   )`,
  `CREATE INDEX error_group_event_group ON error_group_event (group_id, id)`,
  `CREATE INDEX error_group_event_at ON error_group_event (at)`,
];

const COUNTS = [
  // width: minutes. Minutes are kept for two days, hours as long as the problem.
  `CREATE TABLE error_count (
     start timestamptz NOT NULL,
     fingerprint bigint NOT NULL,
     count bigint NOT NULL,
     service_id integer NOT NULL,
     width smallint NOT NULL,
     PRIMARY KEY (fingerprint, width, start, service_id)
   ) WITH (fillfactor = 70)`,
  `CREATE INDEX error_count_start ON error_count (width, start)`,
  // Where a fingerprint was seen, with a record of it: the first one there.
  `CREATE TABLE error_occurrence (
     fingerprint bigint NOT NULL,
     first_seen timestamptz NOT NULL,
     last_seen timestamptz NOT NULL,
     count bigint NOT NULL,
     sample_time timestamptz NOT NULL,
     sample_id uuid NOT NULL,
     service_id integer NOT NULL,
     version text NOT NULL,
     PRIMARY KEY (fingerprint, service_id, version)
   ) WITH (fillfactor = 70)`,
  // What a batch adds to the counts: written with its records, taken by the fold. arrived_from: no record of it came to Kafka earlier.
  `CREATE TABLE error_delta (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     arrived_from timestamptz NOT NULL,
     body json NOT NULL
   ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`,
];
