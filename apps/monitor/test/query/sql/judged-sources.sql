SELECT s.name AS source, a.position + interval '10 s' AS through, a.warm_up_seconds
  FROM access_anomaly_state a JOIN access_source s ON s.id = a.source_id
 ORDER BY a.position DESC, s.name
 LIMIT 1000;
