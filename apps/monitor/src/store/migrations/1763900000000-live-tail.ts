import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The live tail reads rows in the order of their Kafka offsets. Rows of one batch lie together, so a range index of a few kB a
 * day finds them; a btree on every record would cost COPY a third more.
 */
export class LiveTail1763900000000 implements MigrationInterface {
  readonly name = 'LiveTail1763900000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX log_record_offset ON log_record
         USING brin (kafka_partition int2_minmax_multi_ops, kafka_offset int8_minmax_multi_ops)
         WITH (pages_per_range = 16, autosummarize = on)`,
    );
    await queryRunner.query(`CREATE INDEX error_record_offset ON error_record (kafka_partition, kafka_offset)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX log_record_offset');
    await queryRunner.query('DROP INDEX error_record_offset');
  }
}
