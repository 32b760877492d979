import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What rules about web servers, and about texts in records, are decided by (docs/decisions/alerts.md). */
export class AlertAccess1764900000000 implements MigrationInterface {
  readonly name = 'AlertAccess1764900000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE alert_access_minute, alert_access_late, alert_narrowed_minute');
  }
}

const TABLES = [
  // Requests of a minute as they were counted when it was closed, a column of bytes for each way to tell them apart (alerts/measure/request-bytes.ts).
  // sources: how many requests and errors each source had sent by then; behind: names of those that were sending older lines.
  `CREATE TABLE alert_access_minute (
     minute timestamptz PRIMARY KEY,
     requests bigint NOT NULL,
     host bytea,
     status bytea,
     route bytea,
     behind text[] NOT NULL,
     sources jsonb
   )`,
  // Requests that came after their minute was closed: no rule has seen them.
  `CREATE TABLE alert_access_late (
     hour timestamptz NOT NULL,
     count bigint NOT NULL,
     source text NOT NULL,
     host text NOT NULL,
     PRIMARY KEY (hour, source, host)
   )`,
  // Records of a minute that hold what a rule asks for, as they were when it was closed. narrowing: MD5 of what is asked for. counts NULL: there were
  // more records than are looked through.
  `CREATE TABLE alert_narrowed_minute (
     minute timestamptz NOT NULL,
     narrowing text NOT NULL,
     service_ids integer[],
     levels smallint[],
     counts bigint[],
     PRIMARY KEY (narrowing, minute)
   )`,
];
