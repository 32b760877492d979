SELECT topic, service, sum(records_per_second) AS records_per_second, sum(bytes_per_second) AS bytes_per_second
  FROM ingest_traffic
 WHERE measured_at > now() - interval '15 seconds'
 GROUP BY topic, service
 ORDER BY records_per_second DESC, topic, service
 LIMIT 1000;
