WITH page AS MATERIALIZED (
  SELECT <ERROR_PAGE_COLUMNS>
    FROM error_record r
   WHERE r.time < $4 AND r.time >= $1 AND r.time < $2
   ORDER BY r.time DESC
   LIMIT $3
)
SELECT <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>;
