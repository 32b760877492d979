import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a producer sends below the millisecond, in nanoseconds from 0 to 999,999: it decides the order of records, and is shown. Empty as a rule, and takes no room then.
 * The column is added to the parents; their partitions follow without being rewritten.
 */
export class TimeBelowTheMillisecond1764400000000 implements MigrationInterface {
  readonly name = 'TimeBelowTheMillisecond1764400000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['log_record', 'error_record']) {
      await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN time_nanos integer`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['log_record', 'error_record']) {
      await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN time_nanos`);
    }
  }
}
