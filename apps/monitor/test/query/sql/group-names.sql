WITH seen AS MATERIALIZED (
  SELECT f.group_id, o.service_id, o.version, o.count, o.last_seen
    FROM error_fingerprint f JOIN error_occurrence o ON o.fingerprint = f.hash
   WHERE f.group_id = ANY($1::bigint[]) AND o.count > 0
)
SELECT lpad(to_hex(given.id), 16, '0') AS id,
       ARRAY(SELECT service.name FROM seen JOIN service ON service.id = seen.service_id WHERE seen.group_id = given.id
              GROUP BY service.name ORDER BY sum(seen.count) DESC, service.name LIMIT 20) AS services,
       ARRAY(SELECT seen.version FROM seen WHERE seen.group_id = given.id AND seen.version <> ''
              GROUP BY seen.version ORDER BY max(seen.last_seen) DESC, seen.version LIMIT 20) AS versions
  FROM unnest($1::bigint[]) AS given (id);
