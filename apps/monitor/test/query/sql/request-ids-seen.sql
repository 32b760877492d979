SELECT DISTINCT r.request_id
  FROM (
     SELECT * FROM access_record one
      WHERE ARRAY[hashtext(one.request_id)] && (SELECT array_agg(hashtext(id)) FROM unnest($3::text[]) id)
        AND one.request_id IS NOT NULL AND one.request_id = ANY($3)
        AND one.time >= date_trunc('day', $1::timestamptz) AND one.time < date_trunc('day', $2::timestamptz) + interval '1 day'
     OFFSET 0
   ) r
 WHERE r.time >= $1 AND r.time < $2;
