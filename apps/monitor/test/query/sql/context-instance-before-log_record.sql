WITH page AS MATERIALIZED (
  SELECT *
    FROM (
      SELECT <LOG_PAGE_COLUMNS>
        FROM log_record r
       WHERE r.service_id = $1 AND r.time >= $6 AND r.time < $7 AND (r.time, r.id) < ($3, $4::uuid)
       ORDER BY r.time DESC, r.id DESC
      OFFSET 0
    ) of_service
   WHERE CASE WHEN source_id = $2 THEN true ELSE false END
   LIMIT $5
)
SELECT <RECORD_COLUMNS>
  FROM page
  <RECORD_JOINS>;
