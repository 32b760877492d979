SELECT topic, kafka_partition AS partition, from_offset, to_offset, reason, at
  FROM ingest_gap
 ORDER BY id DESC
 LIMIT 1000;
