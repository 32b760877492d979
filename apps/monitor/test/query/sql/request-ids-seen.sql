SELECT DISTINCT r.request_id
  FROM access_record r
 WHERE ARRAY[hashtext(r.request_id)] && (SELECT array_agg(hashtext(id)) FROM unnest($1::text[]) id)
       AND r.request_id IS NOT NULL AND r.request_id = ANY($1) AND r.time >= $2 AND r.time < $3;
