SELECT DISTINCT name, cluster FROM access_source LIMIT 10000;
