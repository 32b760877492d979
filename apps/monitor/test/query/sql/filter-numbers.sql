SELECT CASE WHEN $1::text[] IS NOT NULL
            THEN (SELECT coalesce(array_agg(id), '{}') FROM service WHERE name = ANY($1)) END AS services,
       CASE WHEN $2::text[] IS NOT NULL
            THEN (SELECT coalesce(array_agg(source.id), '{}') FROM source JOIN host ON host.id = source.host_id
                   WHERE host.name = ANY($2)) END AS sources;
