WITH page AS MATERIALIZED (
  SELECT found.*
    FROM error_fingerprint f
   CROSS JOIN LATERAL (
     SELECT <ERROR_PAGE_COLUMNS> FROM error_record r WHERE r.fingerprint = f.hash ORDER BY r.time ASC LIMIT 1
   ) found
   WHERE f.group_id = $1
   ORDER BY found.time ASC, found.id
   LIMIT 1
)
SELECT <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>;
