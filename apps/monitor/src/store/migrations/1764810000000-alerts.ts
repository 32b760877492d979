import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rules, what they measured and what they decided (docs/decisions/alerts.md). All of these tables grow with time and rules, none with the
 * number of records.
 */
export class Alerts1764810000000 implements MigrationInterface {
  readonly name = 'Alerts1764810000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...RULES, ...MEASUREMENTS, ...DECISIONS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await queryRunner.query(`DROP TABLE ${table}`);
  }
}

const TABLES = [
  'alert_rule',
  'alert_rule_version',
  'alert_minute',
  'alert_late',
  'alert_sample',
  'alert_critical',
  'alert_check_in',
  'alert_progress',
  'alert_state',
  'alert_subjects',
  'alert_decision',
  'alert_event',
];

const RULES = [
  // body: AlertRule. source: default, file or api.
  `CREATE TABLE alert_rule (
     id text PRIMARY KEY,
     name text NOT NULL,
     source text NOT NULL,
     version integer NOT NULL,
     body jsonb NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     updated_at timestamptz NOT NULL DEFAULT now()
   )`,
  // What a decision was made by, also after the rule was changed or deleted. body NULL: deleted.
  `CREATE TABLE alert_rule_version (
     rule_id text NOT NULL,
     version integer NOT NULL,
     body jsonb,
     at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (rule_id, version)
   )`,
];

const MEASUREMENTS = [
  // The counters of a minute as they were when it was closed: live evaluation, preview and back-test read these, so that they agree. Three arrays of one length.
  `CREATE TABLE alert_minute (
     minute timestamptz PRIMARY KEY,
     service_ids integer[] NOT NULL,
     levels smallint[] NOT NULL,
     counts bigint[] NOT NULL
   )`,
  // Records that came after their minute was closed: no rule has seen them.
  `CREATE TABLE alert_late (
     hour timestamptz NOT NULL,
     count bigint NOT NULL,
     service_id integer NOT NULL,
     level smallint NOT NULL,
     PRIMARY KEY (hour, service_id, level)
   )`,
  // What has no event time (lag, disk, dead letters), as it was at a minute's end.
  `CREATE TABLE alert_sample (
     minute timestamptz PRIMARY KEY,
     body jsonb NOT NULL
   )`,
  // Written in the transaction that stores CRITICAL records; taken by the evaluator in the transaction that decides about them.
  `CREATE TABLE alert_critical (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     service_id integer NOT NULL,
     count integer NOT NULL,
     first_time timestamptz NOT NULL,
     arrived_at timestamptz NOT NULL,
     sample_ids uuid[] NOT NULL,
     sample_times timestamptz[] NOT NULL
   ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500)`,
  `CREATE TABLE alert_check_in (
     name text PRIMARY KEY,
     last_at timestamptz NOT NULL,
     count bigint NOT NULL DEFAULT 1
   ) WITH (fillfactor = 50)`,
];

const DECISIONS = [
  // Who evaluates, and up to where it was done. The last minute moves only in the transaction of its decisions. rules_version: another one whenever a rule changes.
  `CREATE TABLE alert_progress (
     only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
     owner text,
     lease_until timestamptz,
     evaluated_through timestamptz,
     sampled_through timestamptz,
     rules_version bigint NOT NULL DEFAULT 0
   ) WITH (fillfactor = 50)`,
  `INSERT INTO alert_progress DEFAULT VALUES`,
  // A row for each rule and key that is not simply well.
  `CREATE TABLE alert_state (
     rule_id text NOT NULL,
     key text NOT NULL,
     body jsonb NOT NULL,
     updated_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (rule_id, key)
   ) WITH (fillfactor = 50)`,
  // What the positions in the arrays of alert_decision stand for; a new row only when rules or keys change.
  `CREATE TABLE alert_subjects (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     rule_ids text[] NOT NULL,
     versions integer[] NOT NULL,
     keys text[] NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now()
   )`,
  // clock: event or wall. decided_at NULL: not yet, because the records of the minute are not all stored; waited: why.
  `CREATE TABLE alert_decision (
     minute timestamptz NOT NULL,
     clock text NOT NULL,
     due_at timestamptz NOT NULL,
     decided_at timestamptz,
     waited text,
     subjects_id bigint,
     verdicts smallint[],
     suppressed smallint[],
     measured double precision[],
     volumes double precision[],
     PRIMARY KEY (minute, clock)
   ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)`,
  // What people were told: body is an AlertEvent. at: end of the window.
  `CREATE TABLE alert_event (
     id uuid PRIMARY KEY,
     rule_id text NOT NULL,
     key text NOT NULL,
     transition text NOT NULL,
     at timestamptz NOT NULL,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     body jsonb NOT NULL
   )`,
  `CREATE INDEX alert_event_at ON alert_event (at, id)`,
  `CREATE INDEX alert_event_rule ON alert_event (rule_id, at, id)`,
];
