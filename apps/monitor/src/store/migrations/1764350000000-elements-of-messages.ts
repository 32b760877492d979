import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A message may hold several records: a dead letter says which one it is of, and a message may have several letters. */
export class ElementsOfMessages1764350000000 implements MigrationInterface {
  readonly name = 'ElementsOfMessages1764350000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE dead_letter
         ADD COLUMN element integer,
         DROP CONSTRAINT dead_letter_topic_kafka_partition_kafka_offset_key,
         ADD CONSTRAINT dead_letter_place UNIQUE NULLS NOT DISTINCT (topic, kafka_partition, kafka_offset, element)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DELETE FROM dead_letter WHERE element IS NOT NULL');
    await queryRunner.query(
      `ALTER TABLE dead_letter
         DROP CONSTRAINT dead_letter_place,
         DROP COLUMN element,
         ADD CONSTRAINT dead_letter_topic_kafka_partition_kafka_offset_key UNIQUE (topic, kafka_partition, kafka_offset)`,
    );
  }
}
