SELECT brin_summarize_new_values(child.inhrelid::regclass) AS summarised
  FROM pg_inherits child
 WHERE child.inhparent IN (SELECT i.indexrelid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
                            WHERE i.indrelid = 'log_record'::regclass AND a.amname = 'brin');
