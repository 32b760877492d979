import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One index by request for every day, also for the one that is written. A btree on random ids would cost COPY half as much again. A GIN index takes
 * new entries into a list, which costs COPY next to nothing, and sorts them in later, many at once (store/upkeep/request-index-upkeep.ts); the limit
 * of the list is the point at which COPY would have to do that itself. Its keys are hashes: a fifth of the ids' size. It replaces the bloom
 * filters, which were read from end to end, and the btrees of past days (docs/decisions/read-models.md).
 */
export class FindRequests1764200000000 implements MigrationInterface {
  readonly name = 'FindRequests1764200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX log_record_request_hash ON log_record USING gin ((ARRAY[hashtext(request_id)]))
         WITH (fastupdate = on, gin_pending_list_limit = 65536) WHERE request_id IS NOT NULL`,
    );
    await queryRunner.query('DROP INDEX log_record_request');
    await queryRunner.query(DROP_DAYS_INDEXES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX log_record_request_hash');
    await queryRunner.query(
      `CREATE INDEX log_record_request ON log_record
         USING brin (request_id text_bloom_ops (n_distinct_per_range = 400, false_positive_rate = 0.0005))
         WITH (pages_per_range = 16, autosummarize = on)`,
    );
  }
}

/** The btrees that earlier versions built for days that were over. */
const DROP_DAYS_INDEXES = `
  DO $$ DECLARE made text; BEGIN
    FOR made IN SELECT relname FROM pg_class WHERE relkind = 'i' AND relname ~ '^log_record_\\d{8}_request$' LOOP
      EXECUTE format('DROP INDEX %I', made);
    END LOOP;
  END $$`;
