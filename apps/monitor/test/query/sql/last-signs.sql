SELECT chosen.id, greatest(newest_log.time, newest_error.time) AS newest,
       (SELECT max(l.last_seen) FROM ledger l JOIN source ON source.id = l.source_id WHERE source.service_id = chosen.id) AS last_arrival
  FROM unnest($1::int[]) chosen (id)
  LEFT JOIN LATERAL (SELECT time FROM log_record WHERE service_id = chosen.id ORDER BY time DESC LIMIT 1) newest_log ON true
  LEFT JOIN LATERAL (SELECT time FROM error_record WHERE service_id = chosen.id ORDER BY time DESC LIMIT 1) newest_error ON true;
