SELECT name FROM host WHERE EXISTS (SELECT FROM source WHERE host_id = host.id) ORDER BY name LIMIT 10000;
