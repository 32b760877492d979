SELECT complete_through, lag_records, sampled_at, clock_timestamp() AS asked_at,
       (SELECT min(minute) FROM log_count) AS oldest_minute,
       (SELECT max(minute) + interval '1 minute' FROM log_count) AS newest_minute_end
  FROM ingest_progress;
