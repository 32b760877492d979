SELECT width_bucket(r.time, $9::timestamptz[]) - 1 AS bucket, coalesce(r.host, '') AS host, r.level, r.message_class, count(*) AS count
  FROM access_error r
 WHERE r.time >= $1 AND r.time < $2
         AND ($3::int[] IS NULL OR r.source_id = ANY($3))
         AND ($4::smallint[] IS NULL OR r.level = ANY($4))
         AND ($5::text[] IS NULL OR r.message_class = ANY($5))
         AND ($6::text[] IS NULL OR coalesce(r.host, '') = ANY($6))
         AND ($7::text[] IS NULL OR r.client = ANY($7))
         AND ($8::text IS NULL OR r.line ILIKE $8)
 GROUP BY 1, 2, 3, 4;
