import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is unusual in requests: what detectors need of each batch, how far each source was judged, and what was found (docs/decisions/anomalies.md). */
export class AccessAnomalies1765000000000 implements MigrationInterface {
  readonly name = 'AccessAnomalies1765000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`DROP TABLE ${table}`);
  }
}

const TABLES = ['access_anomaly', 'access_anomaly_silence', 'access_anomaly_state', 'access_facts'];

const STATEMENTS = [
  // What a batch had of one source. arrived: its latest time in Kafka; latest: its latest event time; body: windows of ten seconds (libs/access-anomaly).
  `CREATE TABLE access_facts (
     arrived timestamptz NOT NULL,
     latest timestamptz NOT NULL,
     first_window timestamptz NOT NULL,
     last_window timestamptz NOT NULL,
     source_id integer NOT NULL,
     body bytea NOT NULL
   ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`,
  // The bytes are hardly smaller when they are compressed, which costs more than anything else about them.
  `ALTER TABLE access_facts ALTER body SET STORAGE EXTERNAL`,
  `CREATE INDEX access_facts_source ON access_facts (source_id, last_window)`,
  // position: begin of the window judged last. What was learned is written every few minutes; what came after it is judged again when it is read.
  `CREATE TABLE access_anomaly_state (
     source_id integer PRIMARY KEY,
     warm_up_seconds integer NOT NULL,
     position timestamptz NOT NULL,
     arrived timestamptz NOT NULL,
     latest timestamptz NOT NULL,
     learned_at timestamptz NOT NULL,
     asleep boolean NOT NULL,
     learned bytea NOT NULL
   ) WITH (fillfactor = 70)`,
  `CREATE TABLE access_anomaly_silence (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     created_by text NOT NULL,
     comment text NOT NULL,
     rule jsonb NOT NULL
   )`,
  `CREATE TABLE access_anomaly (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     first_seen timestamptz NOT NULL,
     found_at timestamptz NOT NULL,
     last_seen timestamptz NOT NULL,
     ended_at timestamptz,
     observed double precision NOT NULL,
     expected double precision NOT NULL,
     share double precision NOT NULL,
     samples bigint NOT NULL,
     silenced_by bigint,
     source_id integer NOT NULL,
     span_seconds integer NOT NULL,
     score smallint NOT NULL,
     detector text NOT NULL,
     host text,
     route text,
     client text,
     network text,
     unit text NOT NULL,
     why text NOT NULL,
     key text NOT NULL UNIQUE
   ) WITH (fillfactor = 70)`,
  `CREATE INDEX access_anomaly_first_seen ON access_anomaly (first_seen, id)`,
  `CREATE INDEX access_anomaly_last_seen ON access_anomaly (last_seen)`,
];
