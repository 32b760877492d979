SELECT DISTINCT r.request_id
  FROM error_record r
 WHERE r.request_id = ANY($3::text[]) AND r.time >= $1 AND r.time < $2;
