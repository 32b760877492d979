SELECT service_id, (extract(epoch FROM max(pause)) * 1000)::bigint AS pause_ms
  FROM (
    SELECT service_id, minute - lag(minute) OVER (PARTITION BY service_id ORDER BY minute) AS pause
      FROM (SELECT DISTINCT service_id, minute FROM log_count WHERE minute >= $1::timestamptz - interval '24 hours' AND minute < $1) active
  ) pauses
 WHERE pause IS NOT NULL
 GROUP BY service_id
HAVING count(*) >= 2;
