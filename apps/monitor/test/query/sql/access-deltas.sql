SELECT tally
  FROM (
    SELECT CASE $1::text WHEN 'host' THEN host WHEN 'status' THEN status WHEN 'method' THEN method WHEN 'route' THEN route WHEN 'url' THEN url WHEN 'not_found' THEN not_found WHEN 'client' THEN client WHEN 'referrer' THEN referrer WHEN 'browser' THEN browser WHEN 'system' THEN system WHEN 'error_class' THEN error_class END AS tally
      FROM access_delta
     WHERE (slot IS NULL OR (slot > $2::timestamptz - interval '10 minutes' AND slot < $3))
       AND (latest IS NULL OR latest >= $2) AND (earliest IS NULL OR earliest < $3)
  ) delta
 WHERE tally IS NOT NULL;
