SELECT DISTINCT host FROM access_window WHERE facet = 2 AND width = 86400 AND start >= $1 AND start < $2;
