import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules applied to what is stored: how far that has come, written in the transactions that do it. */
export class GroupApplications1765120000000 implements MigrationInterface {
  readonly name = 'GroupApplications1765120000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // A problem that went into another when errors were regrouped; it is that one as long as it has no errors of its own.
    await queryRunner.query('ALTER TABLE error_group ADD COLUMN regrouped_into bigint');
    await queryRunner.query(
      'CREATE INDEX error_group_regrouped ON error_group (regrouped_into) WHERE regrouped_into IS NOT NULL',
    );
    // position: after which error it goes on. heirs, reduced: fingerprints that lose all their errors, with who inherits the rest; that lose some.
    await queryRunner.query(
      `CREATE TABLE group_application (
         id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
         finished_at timestamptz,
         leased_until timestamptz NOT NULL DEFAULT '-infinity',
         position_time timestamptz NOT NULL DEFAULT '-infinity',
         done bigint NOT NULL DEFAULT 0,
         total bigint NOT NULL DEFAULT 0,
         moved bigint NOT NULL DEFAULT 0,
         revision integer NOT NULL,
         round integer NOT NULL DEFAULT 1,
         fingerprint_version smallint NOT NULL,
         position_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
         lease uuid,
         state text NOT NULL DEFAULT 'running',
         phase text NOT NULL DEFAULT 'reading',
         started_by text NOT NULL,
         problems_before integer,
         problems_after integer,
         failure text,
         heirs jsonb NOT NULL DEFAULT '{}',
         reduced jsonb NOT NULL DEFAULT '[]'
       )`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX group_application_running ON group_application (state) WHERE state = 'running'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE group_application');
    await queryRunner.query('ALTER TABLE error_group DROP COLUMN regrouped_into');
  }
}
