SELECT md5(string_agg(version::text, ' ' ORDER BY day)) AS version
  FROM access_window_day
 WHERE day > $1::timestamptz - interval '1 day' AND day < $2;
