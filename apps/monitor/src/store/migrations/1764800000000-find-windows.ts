import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Questions about web servers look up single values in many windows, so the key has the value before host and source. And they want to know whether what
 * they have read before is still true (query/access/window-memory.ts).
 */
export class FindWindows1764800000000 implements MigrationInterface {
  readonly name = 'FindWindows1764800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE access_window DROP CONSTRAINT access_window_pkey');
    await queryRunner.query(
      'ALTER TABLE access_window ADD PRIMARY KEY (facet, width, start, value, host, source_id, status)',
    );
    // A row for each day that has windows; version is another one whenever any of them has changed.
    await queryRunner.query(
      `CREATE TABLE access_window_day (day timestamptz PRIMARY KEY, version uuid NOT NULL DEFAULT gen_random_uuid()) WITH (fillfactor = 50)`,
    );
    await queryRunner.query(
      'INSERT INTO access_window_day (day) SELECT DISTINCT start FROM access_window WHERE width = 86400',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE access_window_day');
    await queryRunner.query('ALTER TABLE access_window DROP CONSTRAINT access_window_pkey');
    await queryRunner.query(
      'ALTER TABLE access_window ADD PRIMARY KEY (facet, width, start, source_id, host, value, status)',
    );
  }
}
