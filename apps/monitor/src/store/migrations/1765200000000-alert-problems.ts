import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What rules about problems are decided by (docs/decisions/alerts.md). */
export class AlertProblems1765200000000 implements MigrationInterface {
  readonly name = 'AlertProblems1765200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE alert_progress DROP COLUMN regression_id');
    await queryRunner.query('DROP INDEX error_group_event_regressed');
    await queryRunner.query('DROP TABLE alert_problem_minute');
  }
}

const STATEMENTS = [
  // Errors of a minute by problem and service as they were counted when it was closed. fresh: the problem was first seen in this minute.
  `CREATE TABLE alert_problem_minute (
     minute timestamptz PRIMARY KEY,
     problems bigint[] NOT NULL,
     service_ids integer[] NOT NULL,
     counts bigint[] NOT NULL,
     fresh boolean[] NOT NULL
   )`,
  `CREATE INDEX error_group_event_regressed ON error_group_event (id) WHERE action = 'regressed'`,
  // Number of the last regression that people were told of.
  `ALTER TABLE alert_progress ADD COLUMN regression_id bigint NOT NULL DEFAULT 0`,
  `UPDATE alert_progress SET regression_id = coalesce((SELECT max(id) FROM error_group_event), 0)`,
];
