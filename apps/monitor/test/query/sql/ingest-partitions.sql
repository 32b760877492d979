SELECT topic, kafka_partition AS partition, next_offset, end_offset, greatest(end_offset - next_offset, 0) AS lag,
       CASE WHEN last_commit_at > now() - interval '1 minute' THEN records_per_second ELSE 0 END AS records_per_second,
       CASE WHEN last_commit_at > now() - interval '1 minute' THEN bytes_per_second ELSE 0 END AS bytes_per_second,
       last_commit_at, owner
  FROM ingest_position
 ORDER BY topic, kafka_partition
 LIMIT 10000;
