WITH page AS MATERIALIZED (
  SELECT  r.id, r.time, r.service_id, r.source_id, r.error_type, left(r.message, 200) AS message, r.request_id, r.trace_id, r.fingerprint,
         array_remove(ARRAY[r.attributes ->> 'route', r.attributes ->> 'path', r.attributes ->> 'url', r.attributes ->> 'http.route', r.attributes ->> 'url.path', r.attributes ->> 'http.target', r.attributes ->> 'endpoint'], NULL) AS places
    FROM error_record r
   WHERE r.time >= $1 AND r.time < $2 
   ORDER BY r.time DESC LIMIT $3
)
SELECT page.id, page.time, service.name AS service, host.name AS host, page.error_type, page.message, page.request_id, page.trace_id, page.places,
       lpad(to_hex(problem.id), 16, '0') AS group_id, problem.title AS group_title
  FROM page
  <RECORD_JOINS>;
