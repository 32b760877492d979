SELECT DISTINCT r.request_id
  FROM error_record r
 WHERE r.request_id = ANY($1::text[]) AND r.time >= $2 AND r.time < $3;
