SELECT format('DROP INDEX CONCURRENTLY IF EXISTS %I', day.relname || '_request') AS clear,
       format('CREATE INDEX CONCURRENTLY %I ON %I (request_id) WHERE request_id IS NOT NULL', day.relname || '_request', day.relname) AS build
  FROM pg_inherits child
  JOIN pg_class day ON day.oid = child.inhrelid
 WHERE child.inhparent = 'log_record'::regclass
   AND day.relname ~ '_\d{8}$'
   AND right(day.relname, 8) < to_char((now() - interval '10 minutes') AT TIME ZONE 'UTC', 'YYYYMMDD')
   AND pg_relation_size(day.oid) > 0
   AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_class made ON made.oid = i.indexrelid
                    WHERE i.indrelid = day.oid AND i.indisvalid AND made.relname = day.relname || '_request')
 ORDER BY day.relname DESC;
