import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The newest batches of each partition, newest first: the offset after each, and a time that none of its records is older than.
 * With it the live tail finds what was stored since its last look by the index on service and time, among the rows of seconds
 * (docs/decisions/live-tail.md).
 */
export class TimesOfBatches1764100000000 implements MigrationInterface {
  readonly name = 'TimesOfBatches1764100000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE ingest_position ADD COLUMN recent_ends bigint[] NOT NULL DEFAULT '{}',
                                   ADD COLUMN recent_times timestamptz[] NOT NULL DEFAULT '{}'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE ingest_position DROP COLUMN recent_ends, DROP COLUMN recent_times');
  }
}
