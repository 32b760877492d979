import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who sends how much at the moment. Unlogged: after a crash of PostgreSQL the figures of five seconds before are of no use, and every monitor writes
 * new ones in as many. The free half of each page keeps its updates in place (docs/decisions/store-bounds.md).
 */
export class IngestTraffic1764000000000 implements MigrationInterface {
  readonly name = 'IngestTraffic1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE UNLOGGED TABLE ingest_traffic (
         owner text NOT NULL,
         topic text NOT NULL,
         service text NOT NULL,
         records_per_second real NOT NULL,
         bytes_per_second real NOT NULL,
         measured_at timestamptz NOT NULL,
         PRIMARY KEY (owner, topic, service)
       ) WITH (fillfactor = 50)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE ingest_traffic');
  }
}
