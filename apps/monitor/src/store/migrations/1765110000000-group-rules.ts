import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules by which people group errors: each change is a list of its own, so that what was is never lost and can be taken back. */
export class GroupRules1765110000000 implements MigrationInterface {
  readonly name = 'GroupRules1765110000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // rules: the whole list after the change. undo_to: the revision that taking it back leads to.
    await queryRunner.query(
      `CREATE TABLE group_rules (
         revision integer PRIMARY KEY,
         undo_to integer NOT NULL,
         at timestamptz NOT NULL DEFAULT clock_timestamp(),
         actor text NOT NULL,
         action text NOT NULL,
         rule text,
         rules jsonb NOT NULL
       )`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE group_rules');
  }
}
