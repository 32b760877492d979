SELECT min(arrived_from) AS since FROM error_delta;
