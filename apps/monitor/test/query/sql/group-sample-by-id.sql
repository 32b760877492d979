WITH page AS (
  SELECT <ERROR_PAGE_COLUMNS> FROM error_record r WHERE r.id = $1 AND r.time >= $2 AND r.time < $2::timestamptz + interval '1 ms'
)
SELECT <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>;
