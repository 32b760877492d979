SELECT CASE topic WHEN $1 THEN 'm' ELSE 'e' END || kafka_partition AS partition, first_offset, next_offset, recent_ends, recent_times
  FROM ingest_position
 WHERE topic IN ($1, $2)
 ORDER BY topic, kafka_partition;
