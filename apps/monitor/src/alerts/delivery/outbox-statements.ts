/** The statements of delivery. One monitor at a time has a channel; who is killed while it sends loses it after `$lease` seconds. */

export const OPEN_CHANNEL = `INSERT INTO alert_channel (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`;

export const LOCK_CHANNEL = `
  SELECT failures FROM alert_channel
  WHERE name = $1 AND next_attempt_at <= clock_timestamp() AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
  FOR UPDATE SKIP LOCKED`;

/** Whoever was sending has not come back: what became of it is not known. */
export const CLOSE_ATTEMPTS = `
  UPDATE alert_attempt SET ended_at = clock_timestamp(), outcome = 'retry', detail = 'the monitor ended before the answer came'
  WHERE outcome IS NULL AND message_id IN (SELECT id FROM alert_message WHERE channel = $1 AND state = 'waiting')`;

export const NEXT_MESSAGE = `
  SELECT id, key, content, created_at FROM alert_message WHERE channel = $1 AND state = 'waiting' ORDER BY id LIMIT 1 FOR UPDATE`;

/** The gravest first, so that many that are kept back do not hide one that is not; more than these are taken the next time. */
export const WAITING = `
  SELECT id, event FROM alert_notification
  WHERE channel = $1 AND state = 'waiting' AND message_id IS NULL
  ORDER BY array_position('{critical,warning,info}', event->>'severity'), id LIMIT 500 FOR UPDATE SKIP LOCKED`;

export const SENT_LAST_HOUR = `
  SELECT count(*)::integer AS sent FROM alert_message
  WHERE channel = $1 AND kind = 'alert' AND state = 'delivered' AND ended_at > clock_timestamp() - interval '1 hour'`;

export const INSERT_MESSAGE = `
  INSERT INTO alert_message (channel, kind, content) VALUES ($1, $2, $3) RETURNING id, key, content, created_at`;

export const TAKE_LISTED = `UPDATE alert_notification SET message_id = $2 WHERE id = ANY($1::bigint[])`;

export const SUPPRESS = `
  UPDATE alert_notification SET state = 'suppressed', suppressed_by = 'cap', message_id = $2 WHERE id = ANY($1::bigint[])`;

/** The last message on each of these alerts that the channel can still change. */
export const EARLIER = `
  SELECT DISTINCT ON (n.event->>'ruleId', n.event->>'key') m.id, m.content, m.remote, n.event->>'ruleId' AS rule, n.event->>'key' AS key
  FROM alert_notification n JOIN alert_message m ON m.id = n.message_id
  WHERE n.channel = $1 AND m.state = 'delivered' AND m.remote IS NOT NULL AND n.event->>'transition' <> 'resolved'
    AND n.created_at > clock_timestamp() - interval '7 days'
    AND (n.event->>'ruleId', n.event->>'key') IN (SELECT * FROM unnest($2::text[], $3::text[]))
  ORDER BY n.event->>'ruleId', n.event->>'key', n.id DESC`;

export const BEGIN_ATTEMPT = `
  WITH counted AS (UPDATE alert_message SET attempts = attempts + 1 WHERE id = $1 RETURNING id, attempts)
  INSERT INTO alert_attempt (message_id, number, monitor) SELECT id, attempts, $2 FROM counted RETURNING number`;

export const CLAIM_CHANNEL = `
  UPDATE alert_channel SET claimed_until = clock_timestamp() + make_interval(secs => $2), claimed_by = $3 WHERE name = $1`;

export const END_ATTEMPT = `
  UPDATE alert_attempt SET ended_at = clock_timestamp(), outcome = $3, detail = $4 WHERE message_id = $1 AND number = $2`;

export const END_MESSAGE = `
  UPDATE alert_message SET state = $2, remote = $3, last_error = $4, ended_at = clock_timestamp() WHERE id = $1 AND state = 'waiting'`;

export const NOTE_ERROR = `UPDATE alert_message SET last_error = $2 WHERE id = $1`;

export const CHANGE_CONTENT = `UPDATE alert_message SET content = $2 WHERE id = $1`;

export const END_NOTIFICATIONS = `UPDATE alert_notification SET state = $2 WHERE message_id = $1 AND state = 'waiting'`;

const FREE = `claimed_until = NULL, claimed_by = NULL`;

export const CHANNEL_DELIVERED = `
  WITH before AS (SELECT told_at FROM alert_channel WHERE name = $1 FOR UPDATE)
  UPDATE alert_channel SET ${FREE}, failures = 0, failing_since = NULL, next_attempt_at = '-infinity', last_delivered_at = clock_timestamp(), told_at = NULL
  WHERE name = $1 RETURNING (SELECT told_at FROM before) IS NOT NULL AS told`;

export const CHANNEL_FAILED = `
  UPDATE alert_channel SET ${FREE}, failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()),
    next_attempt_at = clock_timestamp() + make_interval(secs => $2), last_error = $3, last_error_at = clock_timestamp()
  WHERE name = $1 RETURNING failures, failing_since, told_at IS NOT NULL AS told`;

export const CHANNEL_REJECTED = `
  UPDATE alert_channel SET ${FREE}, last_error = $2, last_error_at = clock_timestamp() WHERE name = $1`;

/** What was said of the channel itself is over. */
export const END_DELIVERY_INCIDENT = `
  UPDATE alert_incident SET resolved_at = clock_timestamp() WHERE rule_id = $1 AND key = $2 AND resolved_at IS NULL`;

export const TOLD = `UPDATE alert_channel SET told_at = clock_timestamp() WHERE name = $1`;

export const TRY_NOW = `UPDATE alert_channel SET next_attempt_at = '-infinity' WHERE name = $1`;

/** A test that was sent: the message, its one attempt and its event. */
export const INSERT_TEST = `
  WITH message AS (
    INSERT INTO alert_message (channel, kind, content, state, attempts, last_error, ended_at)
    VALUES ($1, 'test', $2, $3, 1, CASE WHEN $3 = 'failed' THEN $4 END, clock_timestamp()) RETURNING id
  ), attempt AS (
    INSERT INTO alert_attempt (message_id, number, monitor, ended_at, outcome, detail) SELECT id, 1, 'test', clock_timestamp(), $7, $4 FROM message
  )
  INSERT INTO alert_notification (event_id, channel, event, state, message_id) SELECT $5, $1, $6, $3, id FROM message`;

/** Of the channels $1 those that have something to send and may. */
export const DUE_CHANNELS = `
  SELECT name FROM alert_channel c
  WHERE name = ANY($1) AND next_attempt_at <= clock_timestamp() AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
    AND (EXISTS (SELECT FROM alert_notification n WHERE n.channel = c.name AND n.state = 'waiting' AND n.message_id IS NULL)
      OR EXISTS (SELECT FROM alert_message m WHERE m.channel = c.name AND m.state = 'waiting'))`;
