SELECT id, name FROM access_source;
