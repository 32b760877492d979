import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where the records of a request lie: for each service and short time, hashes of the requests that it had. A batch adds a few rows, so the index takes its
 * entries together. It replaces the index of hashes on every row of `log_record`, which cost COPY an eighth (docs/decisions/read-models.md).
 */
export class RequestPlaces1764700000000 implements MigrationInterface {
  readonly name = 'RequestPlaces1764700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLE, FILL, 'DROP INDEX log_record_request_hash']) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX log_record_request_hash ON log_record USING gin ((ARRAY[hashtext(request_id)]))
         WITH (fastupdate = on, gin_pending_list_limit = 65536) WHERE request_id IS NOT NULL`,
    );
    await queryRunner.query('DROP TABLE log_request');
  }
}

const TABLE = [
  // hashes: hashtext(request_id), each once. What the index does not answer is not asked of it, so nothing is compressed.
  `CREATE TABLE log_request (
     time timestamptz NOT NULL,
     length_ms integer NOT NULL,
     service_id integer NOT NULL,
     hashes integer[] NOT NULL
   ) PARTITION BY RANGE (time)`,
  `ALTER TABLE log_request ALTER COLUMN hashes SET STORAGE EXTERNAL`,
  // New entries are sorted in by store/upkeep/request-index.ts; the limit, in kB, is the point at which ingest would have to.
  `CREATE INDEX log_request_hashes ON log_request USING gin (hashes) WITH (fastupdate = on, gin_pending_list_limit = 65536)`,
  `CREATE TABLE log_request_default PARTITION OF log_request DEFAULT`,
  // Days as log_record has them.
  `DO $$ DECLARE day date; BEGIN
     FOR day IN SELECT to_date(right(relname, 8), 'YYYYMMDD') FROM pg_inherits JOIN pg_class ON oid = inhrelid
                 WHERE inhparent = 'log_record'::regclass AND relname ~ '_\\d{8}$' LOOP
       EXECUTE format('CREATE TABLE log_request_%s PARTITION OF log_request FOR VALUES FROM (%L) TO (%L)', to_char(day, 'YYYYMMDD'),
                      day || 'T00:00:00Z', (day + 1) || 'T00:00:00Z');
     END LOOP;
   END $$`,
];

const FILL = `
  INSERT INTO log_request (time, length_ms, service_id, hashes)
  SELECT date_bin('10 seconds', time, timestamptz 'epoch'), 10000, service_id, array_agg(DISTINCT hashtext(request_id))
    FROM log_record WHERE request_id IS NOT NULL GROUP BY 1, 3`;
