SELECT min(time) AS oldest FROM access_error;
