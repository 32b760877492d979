import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Requests that failed are found by their trace, as all requests are by their id, and by their route, whose other requests are many more: an error leads to
 * them, and they to errors. Only those that failed have an entry, so that the indexes cost ingest next to nothing.
 */
export class RequestsOfTraces1765300000000 implements MigrationInterface {
  readonly name = 'RequestsOfTraces1765300000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX access_record_trace_hash ON access_record USING gin ((ARRAY[hashtext(trace_id)]))
         WITH (fastupdate = on, gin_pending_list_limit = 65536) WHERE trace_id IS NOT NULL AND status >= 400`,
    );
    await queryRunner.query(
      'CREATE INDEX access_record_error_route_time ON access_record (hashtext(route), time) WHERE status >= 400',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX access_record_error_route_time');
    await queryRunner.query('DROP INDEX access_record_trace_hash');
  }
}
