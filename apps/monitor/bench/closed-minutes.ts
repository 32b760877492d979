/**
 * Closed minutes of [$1, $2), of so many services at every level: sixty different ones, again and again, and in each some services write nothing at some
 * levels.
 */
export const closedMinutes = (services: number): string => `
  WITH cell AS (
    SELECT v, s, l, 1 + (s * 7 + l * 13 + v * 31) % 400 AS count FROM generate_series(0, 59) v, generate_series(1, ${services}) s, generate_series(1, 5) l
     WHERE l < 4 OR (s + v * l) % 3 > 0
  ), minute AS (
    SELECT v, array_agg(s ORDER BY s, l) AS services, array_agg(l ORDER BY s, l) AS levels, array_agg(count ORDER BY s, l) AS counts FROM cell GROUP BY v
  )
  INSERT INTO alert_minute (minute, service_ids, levels, counts)
  SELECT m, services, levels, counts FROM generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', interval '1 minute') m
    JOIN minute ON v = extract(minute FROM m)`;
