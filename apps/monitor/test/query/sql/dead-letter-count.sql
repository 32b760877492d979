SELECT count(*) AS count FROM (SELECT FROM dead_letter LIMIT 100000) capped;
