import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From what was decided to what was accepted: events for each channel, messages made of them, every attempt, and what keeps somebody from being told. */
export class AlertDelivery1764820000000 implements MigrationInterface {
  readonly name = 'AlertDelivery1764820000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'DROP TABLE alert_report, alert_setting, alert_silence, alert_notification, alert_attempt, alert_message, alert_channel, alert_incident',
    );
  }
}

const UP = [
  // What fired, until it is over. Its id is that of the event.
  `CREATE TABLE alert_incident (
     id uuid PRIMARY KEY,
     rule_id text NOT NULL,
     key text NOT NULL,
     event jsonb NOT NULL,
     fired_at timestamptz NOT NULL,
     resolved_at timestamptz,
     acknowledged_at timestamptz,
     acknowledged_by text,
     comment text,
     snoozed_until timestamptz,
     escalated_at timestamptz
   )`,
  'CREATE UNIQUE INDEX alert_incident_open ON alert_incident (rule_id, key) WHERE resolved_at IS NULL',
  'CREATE INDEX alert_incident_time ON alert_incident (fired_at)',
  // A row for each channel that was ever used. One monitor at a time sends to a channel; a channel that fails waits as a whole.
  `CREATE TABLE alert_channel (
     name text PRIMARY KEY,
     claimed_until timestamptz,
     claimed_by text,
     next_attempt_at timestamptz NOT NULL DEFAULT '-infinity',
     failures integer NOT NULL DEFAULT 0,
     failing_since timestamptz,
     last_error text,
     last_error_at timestamptz,
     last_delivered_at timestamptz,
     told_at timestamptz
   ) WITH (fillfactor = 50)`,
  // What is sent: several events in one, a report, or a test. It does not change once it was tried, and its key goes with each attempt.
  `CREATE TABLE alert_message (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     key uuid NOT NULL DEFAULT gen_random_uuid(),
     channel text NOT NULL,
     kind text NOT NULL CHECK (kind IN ('alert', 'report', 'test')),
     content jsonb NOT NULL,
     state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
     attempts integer NOT NULL DEFAULT 0,
     remote jsonb,
     last_error text,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     ended_at timestamptz
   ) WITH (fillfactor = 80)`,
  `CREATE INDEX alert_message_waiting ON alert_message (channel, id) WHERE state = 'waiting'`,
  'CREATE INDEX alert_message_ended ON alert_message (channel, ended_at)',
  `CREATE TABLE alert_attempt (
     message_id bigint NOT NULL REFERENCES alert_message ON DELETE CASCADE,
     number integer NOT NULL,
     monitor text NOT NULL,
     started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     ended_at timestamptz,
     outcome text CHECK (outcome IN ('delivered', 'retry', 'rejected')),
     detail text,
     PRIMARY KEY (message_id, number)
   )`,
  // The outbox: a row for each event and channel, written in the transaction that decides.
  `CREATE TABLE alert_notification (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     event_id uuid NOT NULL,
     channel text NOT NULL,
     event jsonb NOT NULL,
     state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed', 'suppressed')),
     suppressed_by text,
     message_id bigint REFERENCES alert_message ON DELETE CASCADE,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     UNIQUE (event_id, channel)
   ) WITH (fillfactor = 80)`,
  `CREATE INDEX alert_notification_waiting ON alert_notification (channel, id) WHERE state = 'waiting' AND message_id IS NULL`,
  'CREATE INDEX alert_notification_message ON alert_notification (message_id)',
  'CREATE INDEX alert_notification_time ON alert_notification (created_at)',
  // Mutes and maintenance windows.
  `CREATE TABLE alert_silence (
     id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
     kind text NOT NULL CHECK (kind IN ('mute', 'maintenance')),
     matcher jsonb NOT NULL,
     starts_at timestamptz NOT NULL,
     ends_at timestamptz NOT NULL,
     comment text NOT NULL,
     created_by text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp()
   )`,
  'CREATE INDEX alert_silence_end ON alert_silence (ends_at)',
  // One row: quiet hours, escalation, cap.
  `CREATE TABLE alert_setting (one boolean PRIMARY KEY DEFAULT true CHECK (one), value jsonb NOT NULL)`,
  `CREATE TABLE alert_report (
     due_at timestamptz PRIMARY KEY,
     content jsonb,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp()
   )`,
];
