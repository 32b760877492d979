WITH open AS (
  SELECT (one ->> 'id')::int AS id, one
    FROM access_delta CROSS JOIN LATERAL jsonb_array_elements(sources) one
   WHERE slot IS NULL
), added AS (
  SELECT id, sum((one ->> 'lines')::bigint)::bigint AS lines, sum((one ->> 'requests')::bigint)::bigint AS requests,
         sum((one ->> 'healthChecks')::bigint)::bigint AS health_checks, sum((one ->> 'errors')::bigint)::bigint AS errors,
         sum((one ->> 'heartbeats')::bigint)::bigint AS heartbeats, sum((one ->> 'unparsed')::bigint)::bigint AS unparsed,
         sum((one ->> 'outside')::bigint)::bigint AS outside, jsonb_agg(one -> 'byReason') AS by_reason,
         to_timestamp(min((one ->> 'firstSeen')::float8) / 1000) AS first_seen, to_timestamp(max((one ->> 'lastSeen')::float8) / 1000) AS last_seen
    FROM open
   GROUP BY id
)
SELECT s.name, s.server, s.cluster, s.topic, s.format, least(s.first_seen, a.first_seen) AS first_seen, greatest(s.last_seen, a.last_seen) AS last_seen,
       s.lines + coalesce(a.lines, 0) AS lines, s.requests + coalesce(a.requests, 0) AS requests, s.health_checks + coalesce(a.health_checks, 0) AS health_checks,
       s.errors + coalesce(a.errors, 0) AS errors, s.heartbeats + coalesce(a.heartbeats, 0) AS heartbeats, s.unparsed + coalesce(a.unparsed, 0) AS unparsed,
       jsonb_build_array(s.unparsed_by_reason) || coalesce(a.by_reason, '[]') AS by_reason, s.late, s.outside + coalesce(a.outside, 0) AS outside,
       s.largest_skew_seconds
  FROM access_source s LEFT JOIN added a ON a.id = s.id
 WHERE ($1::text[] IS NULL OR s.name = ANY($1)) AND ($2::text[] IS NULL OR s.server = ANY($2)) AND ($3::text[] IS NULL OR s.cluster = ANY($3))
 ORDER BY last_seen DESC NULLS LAST, s.id
 LIMIT 1000;
