SELECT (SELECT max(start) + interval '10 seconds' FROM access_window WHERE facet = 1 AND width = 10) AS newest_end,
       (SELECT max(latest) FROM access_delta WHERE slot IS NULL) AS newest_open,
       (SELECT min(time) FROM access_record) AS oldest_request,
       CASE WHEN $1::text[] IS NOT NULL OR $2::text[] IS NOT NULL OR $3::text[] IS NOT NULL THEN
         ARRAY(SELECT id FROM access_source
                WHERE ($1 IS NULL OR name = ANY($1)) AND ($2 IS NULL OR server = ANY($2)) AND ($3 IS NULL OR cluster = ANY($3)))
       END AS sources;
